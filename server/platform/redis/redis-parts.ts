import type { Logger } from 'pino'
import type { Broadcast } from '../broadcast/port.ts'
import { createRedisBroadcast } from '../broadcast/redis.ts'
import { CHANNELS } from '../channels.ts'
import { createMemoryHotState } from '../hot-state/memory.ts'
import type { HotState } from '../hot-state/port.ts'
import { createRedisHotState } from '../hot-state/redis.ts'
import { withFallback } from '../hot-state/with-fallback.ts'
import type { Metrics } from '../metrics.ts'
import { connectRedis, waitUntilReady } from './connect-redis.ts'

/** How long a start waits for Redis before it goes on without. */
const START_WAIT_MS = 5_000

/** The parts of a process that Redis shares with the others; they go on, each for itself, while it is away. */
export async function createRedisParts(
  url: string,
  { clock, log, metrics }: { clock: { now(): Date }; log: Logger; metrics: Metrics },
): Promise<{ hotState: HotState; broadcast: Broadcast }> {
  const client = connectRedis(url, log)
  if (!(await waitUntilReady(client, START_WAIT_MS))) log.warn('starting without Redis')
  const broadcast = await createRedisBroadcast({ url, client, channels: CHANNELS, log, metrics })
  return {
    hotState: withFallback(createRedisHotState(client, clock, metrics), createMemoryHotState(clock), metrics),
    broadcast: {
      ...broadcast,
      async close() {
        await broadcast.close()
        client.disconnect()
      },
    },
  }
}
