/*
 * The one producer module. One request under way at a time keeps the order of a key even when a request is repeated; a
 * repeated request may leave a message twice, which every consumer's inbox knows.
 */
import { CompressionTypes, type Kafka, Partitioners, type Producer } from 'kafkajs'
import type { Metrics } from '../metrics.ts'
import { createPolicy, type ResiliencePolicy } from '../resilience.ts'
import { within } from './within.ts'

const DEADLINE_MS = 15_000
const BREAKER_FAILURES = 3
const BREAKER_OPEN_MS = 2_000
const CLOSE_DEADLINE_MS = 3_000
/** Of one request: brokers refuse a batch of more than 1 MiB, with all that is around the messages. */
const REQUEST_MAX_BYTES = 512 * 1_024

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
  /** A connection may be half open, and the client would ask on it for ever: after a failure there is a new one. */
  function forget(): void {
    const failed = connecting
    connecting = undefined
    failed?.then((producer) => producer.disconnect()).catch(() => {})
  }
  return {
    async send(topic, messages) {
      for (const batch of splitBySize(messages)) {
        await policy
          .execute(async () => {
            const producer = await connected()
            await producer.send({ topic, acks: -1, compression: CompressionTypes.None, messages: batch })
          })
          .catch((error: unknown) => {
            forget()
            throw error
          })
      }
    },
    async close() {
      const producer = await connecting?.catch(() => undefined)
      await within(CLOSE_DEADLINE_MS, producer?.disconnect() ?? Promise.resolve(), () => {})
    },
  }
}

/** In their order, as many at a time as a broker takes; a larger one goes alone. */
export function splitBySize(
  messages: readonly KafkaMessage[],
  maxBytes = REQUEST_MAX_BYTES,
): KafkaMessage[][] {
  const batches: KafkaMessage[][] = []
  let room = 0
  for (const message of messages) {
    const bytes = Buffer.byteLength(message.value)
    if (bytes > room || batches.length === 0) {
      batches.push([])
      room = maxBytes
    }
    batches.at(-1)?.push(message)
    room -= bytes
  }
  return batches
}
