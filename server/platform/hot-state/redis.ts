import type { Metrics } from '../metrics.ts'
import type { RedisClient } from '../redis/connect-redis.ts'
import { LAST_KNOWN_SHARDS, lastKnownKey, rateKey, ticketKey } from '../redis/keys.ts'
import { PACKED_POSITION_BYTES, packPositions, unpackPositions } from '../redis/pack-position.ts'
import { createPolicy } from '../resilience.ts'
import type { HotState, LastKnown } from './port.ts'
import { gcraTerms, rateDecision } from './rate-decision.ts'

/** Drivers who have not been heard for this long are forgotten with their shard when nobody of it is heard. */
const LAST_KNOWN_TTL_S = 86_400
/** Shards asked for together; few enough that an answer within the deadline is no matter of how many drivers there are. */
const SHARDS_AT_ONCE = 8
const DEADLINE_MS = 250
const CONCURRENT_MAX = 4_000
const BREAKER_FAILURES = 20
const BREAKER_OPEN_MS = 1_000

/**
 * The generic cell rate algorithm (ITU-T I.371), in one step on the server: the arrival time of the next conforming
 * request is kept; one further ahead than a whole allowance is of a clock that was set back since. Answers how early the request came, in ms.
 */
const TAKE_RATE = `
local now, interval, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local arrival = tonumber(redis.call('GET', KEYS[1])) or now
if arrival > now + tolerance + interval then arrival = now + tolerance end
arrival = math.max(arrival, now)
local early = arrival - now
if early > tolerance then return tostring(early) end
redis.call('SET', KEYS[1], string.format('%.3f', arrival + interval), 'PX', math.ceil(early + interval))
return tostring(early)`

/** Takes a ticket and forgets it, in one step. */
const TAKE_TICKET = `
local value = redis.call('GET', KEYS[1])
if value then redis.call('DEL', KEYS[1]) end
return value`

/** Keeps the newer of what is there and what comes, per driver: the time lies at byte 25 of the packed position. */
const SET_LAST_KNOWN = `
for i = 1, #ARGV, 2 do
  local old = redis.call('HGET', KEYS[1], ARGV[i])
  if not old or struct.unpack('<d', old, 25) <= struct.unpack('<d', ARGV[i + 1], 25) then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
redis.call('EXPIRE', KEYS[1], ${LAST_KNOWN_TTL_S})`

type Scripts = {
  takeRate(key: string, nowMs: number, intervalMs: number, toleranceMs: number): Promise<string>
  takeTicket(key: string): Promise<string | null>
  setLastKnown(key: string, ...pairs: (string | Buffer)[]): Promise<null>
}

/** Hot state that every process shares, on one Redis or a Redis Cluster. @throws DependencyError when it can't be asked. */
export function createRedisHotState(client: RedisClient, clock: { now(): Date }, metrics: Metrics): HotState {
  client.defineCommand('takeRate', { numberOfKeys: 1, lua: TAKE_RATE })
  client.defineCommand('takeTicket', { numberOfKeys: 1, lua: TAKE_TICKET })
  client.defineCommand('setLastKnown', { numberOfKeys: 1, lua: SET_LAST_KNOWN })
  const scripts = client as unknown as Scripts
  const policy = createPolicy(metrics, {
    dependency: 'redis',
    deadlineMs: DEADLINE_MS,
    concurrentMax: CONCURRENT_MAX,
    retriesMax: 0,
    breakerFailures: BREAKER_FAILURES,
    breakerOpenMs: BREAKER_OPEN_MS,
  })
  return {
    takeRate: (key, limit, nowMs) =>
      policy.execute(async () => {
        const { intervalMs, toleranceMs } = gcraTerms(limit)
        const early = await scripts.takeRate(rateKey(limit.name, key), nowMs, intervalMs, toleranceMs)
        return rateDecision(limit, Number(early))
      }),
    async putTicket(ticket, value, ttlS) {
      const endsAtMs = clock.now().getTime() + ttlS * 1_000
      await policy.execute(() => client.set(ticketKey(ticket), `${endsAtMs} ${value}`, 'EX', ttlS))
    },
    async takeTicket(ticket) {
      const stored = await policy.execute(() => scripts.takeTicket(ticketKey(ticket)))
      if (stored === null) return null
      // Redis forgets it at about that time; our own clock decides.
      const at = stored.indexOf(' ')
      return Number(stored.slice(0, at)) > clock.now().getTime() ? stored.slice(at + 1) : null
    },
    async setLastKnown(positions) {
      const shards = Map.groupBy(positions, ({ driverId }) => shardOf(driverId))
      await policy.execute(() =>
        Promise.all(
          [...shards].map(([shard, members]) => {
            const packed = packPositions(members)
            const pairs = members.flatMap(({ driverId }, i) => [
              driverId,
              packed.subarray(i * PACKED_POSITION_BYTES, (i + 1) * PACKED_POSITION_BYTES),
            ])
            return scripts.setLastKnown(lastKnownKey(shard), ...pairs)
          }),
        ),
      )
    },
    async readLastKnown() {
      const positions: LastKnown[] = []
      for (let from = 0; from < LAST_KNOWN_SHARDS; from += SHARDS_AT_ONCE) {
        const shards = Array.from({ length: SHARDS_AT_ONCE }, (_, i) =>
          policy.execute(() => client.hvalsBuffer(lastKnownKey(from + i))),
        )
        for (const values of await Promise.all(shards))
          for (const value of values) positions.push(...unpackPositions(value))
      }
      return positions
    },
    async ping() {
      await policy.execute(() => client.ping())
    },
  }
}

/** UUIDv7 ends in random bits: its last two digits spread drivers evenly. */
const shardOf = (driverId: string) => Number.parseInt(driverId.slice(-2), 16) % LAST_KNOWN_SHARDS
