/** Every key and channel in Redis is a function here. Each holds one slot's worth: none spans the slots of a cluster. */

/** GCRA: the theoretical arrival time of one identity's next request under one limit, in ms. */
export const rateKey = (limitName: string, who: string) => `hexhaul:rate:${limitName}:${who}`
/** A ticket's holder, until it is taken. */
export const ticketKey = (ticket: string) => `hexhaul:ticket:${ticket}`
export const LAST_KNOWN_SHARDS = 64
/** A hash of driver id → packed position; drivers are spread over shards so that a cluster shares them out. */
export const lastKnownKey = (shard: number) => `hexhaul:last-known:${shard}`
export const broadcastChannel = (channel: string) => `hexhaul:broadcast:${channel}`
