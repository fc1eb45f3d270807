import { type Kafka, Partitioners } from 'kafkajs'

/** How many partitions a topic has. */
export async function countPartitions(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    return topics[0]?.partitions.length ?? 0
  } finally {
    await admin.disconnect()
  }
}

const partitioner = Partitioners.DefaultPartitioner()

/** Where the producer puts a key of a topic with `count` partitions. */
export function partitionOf(key: string, count: number): number {
  const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [],
    isr: [],
  }))
  return partitioner({ topic: '', partitionMetadata, message: { key, value: null } })
}
