/*
 * The one producer module. One request under way at a time keeps the order of a key even when a request is repeated; a
 * repeated request may leave a message twice, which every consumer's inbox knows.
 */
import { CompressionTypes, type Kafka, Partitioners, type Producer } from 'kafkajs'
import type { Metrics } from '../metrics.ts'
import { createPolicy, type ResiliencePolicy } from '../resilience.ts'

const DEADLINE_MS = 15_000
const BREAKER_FAILURES = 3
const BREAKER_OPEN_MS = 2_000
const CLOSE_DEADLINE_MS = 3_000

export type KafkaMessage = { key: string; value: string; headers?: Record<string, string> }

export type KafkaProducer = {
  /** Resolves when all brokers in sync have the messages. @throws DependencyError, or what the broker said. */
  send(topic: string, messages: readonly KafkaMessage[]): Promise<void>
  close(): Promise<void>
}

/** A producer that connects when it is first needed, and again when it has to. */
export function createKafkaProducer(kafka: Kafka, metrics: Metrics, purpose: string): KafkaProducer {
  const policy: ResiliencePolicy = createPolicy(metrics, {
    dependency: `kafka-${purpose}`,
    deadlineMs: DEADLINE_MS,
    concurrentMax: 1,
    retriesMax: 0,
    breakerFailures: BREAKER_FAILURES,
    breakerOpenMs: BREAKER_OPEN_MS,
  })
  let connecting: Promise<Producer> | undefined
  async function connected(): Promise<Producer> {
    connecting ??= (async () => {
      const producer = kafka.producer({
        createPartitioner: Partitioners.DefaultPartitioner,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
      })
      await producer.connect()
      return producer
    })()
    try {
      return await connecting
    } catch (error) {
      connecting = undefined
      throw error
    }
  }
  return {
    send: (topic, messages) =>
      policy.execute(async () => {
        const producer = await connected()
        await producer.send({ topic, acks: -1, compression: CompressionTypes.None, messages: [...messages] })
      }),
    async close() {
      const producer = await connecting?.catch(() => undefined)
      await Promise.race([producer?.disconnect(), Bun.sleep(CLOSE_DEADLINE_MS)])
    },
  }
}
