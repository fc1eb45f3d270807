import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { Logger } from 'pino'

const CONNECT_TIMEOUT_MS = 2_000
/** Longer than any answer takes: a socket that is half open is noticed, once something is asked on it, and replaced. */
const SOCKET_TIMEOUT_MS = 5_000
const KEEP_ALIVE_MS = 10_000
const RECONNECT_FIRST_MS = 50
const RECONNECT_LAST_MS = 2_000

export type RedisClient = Redis | Cluster

const reconnectMs = (attempt: number) => Math.min(RECONNECT_LAST_MS, RECONNECT_FIRST_MS * 2 ** attempt)

/**
 * Opens a client for `url`: one address, or several separated by commas for a Redis Cluster. It connects by itself,
 * again and again; while it isn't connected commands fail at once instead of waiting in a queue.
 */
export function connectRedis(url: string, log: Logger): RedisClient {
  const addresses = url.split(',').map((address) => address.trim())
  const options = {
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepAlive: KEEP_ALIVE_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResubscribe: true,
    retryStrategy: reconnectMs,
    socketTimeout: SOCKET_TIMEOUT_MS,
  } satisfies RedisOptions
  const client =
    addresses.length === 1
      ? new Redis(addresses[0] as string, options)
      : new Cluster(addresses, {
          redisOptions: options,
          enableOfflineQueue: false,
          clusterRetryStrategy: reconnectMs,
          slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
        })
  let isFailing = false
  client.on('error', (error: Error) => {
    if (!isFailing) log.warn({ reason: error.message }, 'Redis is not answering')
    isFailing = true
  })
  client.on('ready', () => {
    if (isFailing) log.info('Redis answers again')
    isFailing = false
  })
  return client
}

/** Resolves when the client is ready, or after `waitMs`: a process starts without Redis too. */
export async function waitUntilReady(client: RedisClient, waitMs: number): Promise<boolean> {
  if (client.status === 'ready') return true
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), waitMs)
    client.once('ready', () => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}
