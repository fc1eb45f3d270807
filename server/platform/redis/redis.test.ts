import { afterAll, describe } from 'bun:test'
import { broadcastContract } from '../broadcast/broadcast.contract.ts'
import { createRedisBroadcast } from '../broadcast/redis.ts'
import { CHANNELS } from '../channels.ts'
import { describeHotState } from '../hot-state/hot-state.contract.ts'
import { createRedisHotState } from '../hot-state/redis.ts'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { connectRedis, waitUntilReady } from './connect-redis.ts'

/** `bun run test` starts these where redis-server is installed. */
const SERVERS = {
  'one Redis': process.env.TEST_REDIS_URL,
  'a Redis Cluster': process.env.TEST_REDIS_CLUSTER_URL,
}
const READY_MS = 5_000
const log = createLog('error')
const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers) await close()
})

async function connect(url: string) {
  const client = connectRedis(url, log)
  closers.push(() => client.disconnect())
  if (!(await waitUntilReady(client, READY_MS))) throw new Error(`no Redis at ${url}`)
  return client
}

async function openBroadcast(url: string) {
  const client = await connect(url)
  const broadcast = await createRedisBroadcast({
    url,
    client,
    channels: CHANNELS,
    log,
    metrics: createMetrics(),
  })
  closers.push(() => broadcast.close())
  return broadcast
}

for (const [name, url] of Object.entries(SERVERS)) {
  describe.if(url !== undefined)(`on ${name}`, () => {
    describeHotState('the hot state', async () => {
      const [one, two] = [await connect(url as string), await connect(url as string)]
      const clock = { nowMs: Date.now(), now: () => new Date(clock.nowMs) }
      return {
        state: createRedisHotState(one, clock, createMetrics()),
        other: createRedisHotState(two, clock, createMetrics()),
        clock,
        async close() {
          one.disconnect()
          two.disconnect()
        },
      }
    })
    describe('the broadcast', () => broadcastContract(() => openBroadcast(url as string), { isShared: true }))
  })
}
