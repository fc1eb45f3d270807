import { afterAll, describe } from 'bun:test'
import { describeEventLog } from '../event-log/event-log.contract.ts'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { createKafkaPositionLog } from '../position-log/kafka.ts'
import { positionLogContract } from '../position-log/position-log.contract.ts'
import { connectKafka } from './connect-kafka.ts'
import { createTopics } from './topics.ts'

/** `bun run test` starts a broker where Java and Maven are installed. */
const brokers = process.env.TEST_KAFKA_BROKERS
const closers: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closers) await close()
})

describe.if(brokers !== undefined)('on Kafka', () => {
  describeEventLog('the event log', async () => ({
    env: { KAFKA_BROKERS: brokers as string, KAFKA_TOPIC_PREFIX: `${crypto.randomUUID()}-` },
    close: async () => {},
  }))

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
