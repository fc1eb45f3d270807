import { afterAll, describe, expect, test } from 'bun:test'
import { buildHealthApp } from '../../health-app.ts'
import { describeEventLog } from '../event-log/event-log.contract.ts'
import { createKafkaLog } from '../event-log/kafka-log.ts'
import { createBench, moved, until } from '../event-log/testing/create-bench.ts'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { createKafkaPositionLog } from '../position-log/kafka.ts'
import { positionLogContract } from '../position-log/position-log.contract.ts'
import { connectKafka } from './connect-kafka.ts'
import { createTopics } from './topics.ts'

/** `bun run test` starts a broker where Java and Maven are installed. */
const brokers = process.env.TEST_KAFKA_BROKERS
/** Far above the time between two signs of life. */
const STUCK_AFTER_MS = 4_000
const TEST_MAX_MS = 120_000
const closers: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closers) await close()
})

describe.if(brokers !== undefined)('on Kafka', () => {
  describeEventLog('the event log', async () => ({
    env: { KAFKA_BROKERS: brokers as string, KAFKA_TOPIC_PREFIX: `${crypto.randomUUID()}-` },
    close: async () => {},
  }))

  test(
    'liveness fails while a handler does not come to its end, and names its group',
    async () => {
      const prefix = `${crypto.randomUUID()}-`
      const env = { KAFKA_BROKERS: brokers as string, KAFKA_TOPIC_PREFIX: prefix }
      const bench = await createBench({ env, close: async () => {} })
      const kafka = connectKafka(brokers as string, 'hexhaul-test', bench.deps.log)
      const made = createTopics(kafka, { prefix, replicas: 1 })
      const eventLog = createKafkaLog(() => bench.deps, kafka, prefix, made, { stuckAfterMs: STUCK_AFTER_MS })
      const health = buildHealthApp({ ...bench.deps, eventLog })
      const live = async () => {
        const answer = await health.handle(new Request('http://localhost/health/live'))
        return { status: answer.status, body: await answer.json() }
      }
      const gate = Promise.withResolvers<void>()
      try {
        await eventLog.consume({ group: 'hangs', topics: ['booking.events'], handler: () => gate.promise })
        await until('it lives', async () => (await live()).status === 200)
        await bench.append([moved(crypto.randomUUID(), 1)])
        await until('liveness fails', async () => (await live()).status === 503)
        expect((await live()).body.reason).toContain('hangs has made no progress')
        gate.resolve()
        await until('it lives again', async () => (await live()).status === 200)
      } finally {
        gate.resolve()
        await eventLog.stop()
        await bench.close()
      }
    },
    TEST_MAX_MS,
  )

  describe('the position log', () =>
    positionLogContract(async () => {
      const log = createLog('error')
      const kafka = connectKafka(brokers as string, 'hexhaul-test', log)
      const prefix = `${crypto.randomUUID()}-`
      const positions = createKafkaPositionLog({
        kafka,
        prefix,
        newId: () => Bun.randomUUIDv7(),
        metrics: createMetrics(),
        log,
        topicsMade: createTopics(kafka, { prefix, replicas: 1 }),
      })
      closers.push(() => positions.close())
      return positions
    }))
})
