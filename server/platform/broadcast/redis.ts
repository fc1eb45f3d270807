/*
 * Broadcast over Redis pub/sub. A message is delivered within its own process at once and without Redis, so that one
 * process alone loses nothing when Redis is away; the others hear it through one channel each. A message carries who sent
 * it, so that nobody hears their own twice. Batches of positions travel packed: 44 bytes a driver instead of some 120.
 */
import { Cluster, type Redis } from 'ioredis'
import type { Logger } from 'pino'
import { positionsChannel } from '../channels.ts'
import type { LastKnown } from '../hot-state/port.ts'
import type { Metrics } from '../metrics.ts'
import { connectRedis, type RedisClient, waitUntilReady } from '../redis/connect-redis.ts'
import { broadcastChannel } from '../redis/keys.ts'
import { packPositions, unpackPositions } from '../redis/pack-position.ts'
import type { Broadcast } from './port.ts'
import { createSubscribers } from './subscribers.ts'

/**
 * How often the line is tried, for a subscriber that only listens would never notice that it is half open; and how often
 * those who must not miss anything are told to look for themselves while nobody can be heard.
 */
const LINE_CHECK_MS = 2_000
const SENDER_BYTES = 16
/** How long a start waits for Redis. */
const START_WAIT_MS = 2_000

/** `client` publishes; the subscriptions have a connection of their own. */
export async function createRedisBroadcast(options: {
  url: string
  client: RedisClient
  channels: readonly string[]
  log: Logger
  metrics: Metrics
}): Promise<Broadcast> {
  const { client, channels, log, metrics } = options
  const { deliver, subscribe } = createSubscribers()
  const sender = Buffer.from(crypto.getRandomValues(new Uint8Array(SENDER_BYTES)))
  const gapHandlers = new Set<() => void>()
  const tellOfGap = () => {
    for (const handler of gapHandlers) handler()
  }
  const subscriber = connectRedis(options.url, log)
  let isHearing = false
  let hasHeard = false
  const names = new Map(channels.map((channel) => [broadcastChannel(channel), channel]))
  const listen = () =>
    subscriber.subscribe(...names.keys()).then(
      () => {
        isHearing = true
        if (hasHeard) tellOfGap()
        hasHeard = true
      },
      // The connection has ended again; the next one tries again.
      (error: Error) => log.warn({ reason: error.message }, 'broadcasts are not heard yet'),
    )
  subscriber.on('messageBuffer', (name: Buffer, message: Buffer) => {
    const channel = names.get(name.toString())
    if (channel === undefined || message.subarray(0, SENDER_BYTES).equals(sender)) return
    deliver(channel, decode(channel, message.subarray(SENDER_BYTES)))
  })
  subscriber.on('ready', listen)
  subscriber.on('close', () => {
    isHearing = false
  })
  await waitUntilReady(subscriber, START_WAIT_MS)
  // Subscribing follows at once; a process that starts without Redis hears of a gap until it is there.
  while (!isHearing && subscriber.status === 'ready') await Bun.sleep(1)
  const lineCheck = setInterval(() => {
    if (!isHearing) return tellOfGap()
    // Without an answer in time the connection is closed, and opened again.
    subscriber.ping().catch(() => {})
  }, LINE_CHECK_MS)

  return {
    publish(channel, message) {
      deliver(channel, message)
      const bytes = Buffer.concat([sender, encode(channel, message)])
      const node = publishingNode(client)
      const sent = node?.publish(broadcastChannel(channel), bytes) ?? Promise.reject(new Error('no node'))
      sent.catch(() => {
        metrics.fallbacks.inc({ dependency: 'redis' })
      })
    },
    subscribe(channel, handler) {
      if (!channels.includes(channel)) throw new Error(`the channel "${channel}" is not one of the broadcast`)
      return subscribe(channel, handler)
    },
    onGap(handler) {
      gapHandlers.add(handler)
      return () => gapHandlers.delete(handler)
    },
    async close() {
      clearInterval(lineCheck)
      subscriber.disconnect()
    },
  }
}

/** Every node of a cluster carries every broadcast; going through one at a time keeps them in order. */
const publishingNode = (client: RedisClient): Redis | undefined =>
  client instanceof Cluster ? client.nodes('master').find(({ status }) => status === 'ready') : client

const encode = (channel: string, message: unknown): Buffer =>
  channel === positionsChannel()
    ? packPositions(message as LastKnown[])
    : Buffer.from(JSON.stringify(message))

const decode = (channel: string, bytes: Buffer): unknown =>
  channel === positionsChannel() ? unpackPositions(bytes) : JSON.parse(bytes.toString())
