import type { Kafka } from 'kafkajs'
import { TOPICS, type Topic } from '../event-log/events.ts'

const DAY_MS = 86_400_000

/**
 * Partitions bound how many consumers of a group can share the work, and can't be changed without moving keys; retention
 * bounds how long a consumer may be away. Positions are many and soon kept in the database.
 */
const SETTINGS: Record<Topic, { partitions: number; retentionMs: number }> = {
  'driver.positions': { partitions: 12, retentionMs: DAY_MS },
  'driver.availability': { partitions: 6, retentionMs: 7 * DAY_MS },
  'booking.events': { partitions: 12, retentionMs: 7 * DAY_MS },
  'demand.signals': { partitions: 6, retentionMs: 7 * DAY_MS },
  'pricing.surge': { partitions: 6, retentionMs: 7 * DAY_MS },
  'booking.notices': { partitions: 6, retentionMs: 7 * DAY_MS },
  'fleet.events': { partitions: 6, retentionMs: 7 * DAY_MS },
  'zone.events': { partitions: 6, retentionMs: 7 * DAY_MS },
  'dead-letter': { partitions: 1, retentionMs: 30 * DAY_MS },
}

export const kafkaTopic = (prefix: string, topic: Topic) => `${prefix}${topic}`

/** Makes the topics that are missing; safe to run from many processes at once. */
export async function createTopics(
  kafka: Kafka,
  { prefix, replicas }: { prefix: string; replicas: number },
): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const existing = new Set(await admin.listTopics())
    const missing = TOPICS.map((topic) => ({ topic: kafkaTopic(prefix, topic), ...SETTINGS[topic] })).filter(
      ({ topic }) => !existing.has(topic),
    )
    if (missing.length === 0) return
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map(({ topic, partitions, retentionMs }) => ({
        topic,
        numPartitions: partitions,
        replicationFactor: replicas,
        configEntries: [{ name: 'retention.ms', value: String(retentionMs) }],
      })),
    })
  } finally {
    await admin.disconnect()
  }
}
