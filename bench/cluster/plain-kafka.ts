/*
 * kafkajs as it comes, beside which ours is measured: the same messages to as many partitions of the same broker, with the
 * acknowledgements that we ask for, and nobody who does anything with them.
 */
import { type Admin, CompressionTypes, Kafka, type KafkaMessage, logLevel, Partitioners } from 'kafkajs'
import { onEnd } from '../cleanup.ts'

export type PlainKafka = Awaited<ReturnType<typeof openPlainKafka>>

const POLL_MS = 5
const WAIT_MAX_MS = 180_000
const MESSAGES_PER_SEND = 1_000
const FETCH_WAIT_MS = 100
const PARTITIONS_AT_ONCE = 4

export async function openPlainKafka(brokers: string) {
  const kafka = new Kafka({ clientId: 'bench', brokers: [brokers], logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  await admin.connect()
  const close = onEnd(() => admin.disconnect())
  return {
    close,
    watch: (topic: string) => watchArrivals(admin, topic),
    /** Reads `count` messages from the beginning; from the first batch to the last message, per second. */
    consume: (topic: string, count: number) => consumeAll(kafka, topic, count),
    /** Sends messages to a fresh topic with as many partitions as `like`; until the last is acknowledged, per second. */
    async produce(topic: string, like: string, messages: readonly KafkaMessage[]): Promise<number> {
      const numPartitions = (await admin.fetchTopicOffsets(like)).length
      await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions }] })
      return produceAll(kafka, topic, messages)
    },
  }
}

/** Sees a topic fill while somebody else writes; it need not be there yet. */
function watchArrivals(admin: Admin, topic: string) {
  const seen: { count: number; atMs: number }[] = []
  let isStopped = false
  const countNow = async () => {
    const ends = await admin.fetchTopicOffsets(topic).catch(() => [])
    return ends.reduce((sum, { high }) => sum + Number(high), 0)
  }
  const look = async () => {
    const count = await countNow()
    if (count > (seen.at(-1)?.count ?? 0)) seen.push({ count, atMs: performance.now() })
    return count
  }
  const watching = (async () => {
    while (!isStopped) {
      await look()
      await Bun.sleep(POLL_MS)
    }
  })()
  return {
    /** Waits for so many. @throws when that takes too long. */
    async until(count: number): Promise<void> {
      const deadlineMs = performance.now() + WAIT_MAX_MS
      while ((seen.at(-1)?.count ?? 0) < count) {
        if (performance.now() > deadlineMs) throw new Error(`${topic} has ${seen.at(-1)?.count} of ${count}`)
        await Bun.sleep(POLL_MS)
      }
    },
    /** How many came after the first `from`, and from the first look that saw any of them to the last that saw more, per second. */
    async stop(from = 0) {
      isStopped = true
      await watching
      await look()
      const later = seen.filter(({ count }) => count > from)
      const [first, last] = [later[0], later.at(-1)]
      if (!first || !last || first === last) throw new Error(`${topic} was not seen to fill`)
      return {
        count: last.count - from,
        perS: ((last.count - first.count) * 1_000) / (last.atMs - first.atMs),
      }
    },
  }
}

async function consumeAll(kafka: Kafka, topic: string, count: number) {
  const consumer = kafka.consumer({
    groupId: `bench-${crypto.randomUUID()}`,
    maxWaitTimeInMs: FETCH_WAIT_MS,
  })
  const close = onEnd(() => consumer.disconnect())
  const messages: KafkaMessage[] = []
  const { promise: isRead, resolve } = Promise.withResolvers<void>()
  let first: { count: number; atMs: number } | undefined
  let lastMs = 0
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
    async eachBatch({ batch }) {
      for (const message of batch.messages) messages.push(message)
      lastMs = performance.now()
      first ??= { count: messages.length, atMs: lastMs }
      if (messages.length >= count) resolve()
    },
  })
  await isRead
  await close()
  const { count: firstCount, atMs } = first as unknown as { count: number; atMs: number }
  return { messages, perS: ((messages.length - firstCount) * 1_000) / (lastMs - atMs) }
}

async function produceAll(kafka: Kafka, topic: string, messages: readonly KafkaMessage[]): Promise<number> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  const close = onEnd(() => producer.disconnect())
  await producer.connect()
  const startedMs = performance.now()
  for (let from = 0; from < messages.length; from += MESSAGES_PER_SEND) {
    const batch = messages.slice(from, from + MESSAGES_PER_SEND)
    await producer.send({
      topic,
      acks: -1,
      compression: CompressionTypes.None,
      messages: batch.map(({ key, value, headers }) => ({ key, value, ...(headers && { headers }) })),
    })
  }
  const perS = (messages.length * 1_000) / (performance.now() - startedMs)
  await close()
  return perS
}
