import type { Admin, Kafka } from 'kafkajs'
import { within } from './within.ts'

export type KafkaAdmin = ReturnType<typeof openKafkaAdmin>

const DEADLINE_MS = 5_000

type Ends = readonly { partition: number; high: string; low: string }[]
type Committed = { partition: number; offset: string }

const isCommitted = ({ offset }: Committed) => BigInt(offset) >= 0n

function behindOf(ends: Ends, committed: readonly Committed[]): number {
  return ends.reduce((sum, { partition, high, low }) => {
    const own = committed.find((one) => one.partition === partition)
    return sum + Number(BigInt(high) - BigInt(own && isCommitted(own) ? own.offset : low))
  }, 0)
}

/** Questions to the brokers, over one connection that is opened when it is first needed. Each @throws when not answered in time. */
export function openKafkaAdmin(kafka: Kafka) {
  let connecting: Promise<Admin> | undefined
  async function ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    connecting ??= (async () => {
      const admin = kafka.admin({ retry: { retries: 0 } })
      await admin.connect()
      return admin
    })()
    try {
      return await within(DEADLINE_MS, connecting.then(question), () => {
        throw new Error(`Kafka did not answer within ${DEADLINE_MS} ms`)
      })
    } catch (error) {
      const broken = connecting
      connecting = undefined
      // A connection that failed once is not asked again.
      broken?.then((admin) => admin.disconnect()).catch(() => {})
      throw error
    }
  }
  return {
    async ping(): Promise<void> {
      await ask((admin) => admin.describeCluster())
    },
    /**
     * Messages of `topics` that each group with `prefix` has not committed, by group. What a group reads is known from what it
     * has committed once; a topic that it never did counts nothing.
     */
    readLags: (prefix: string, topics: readonly string[]): Promise<Map<string, number>> =>
      ask(async (admin) => {
        const { groups } = await admin.listGroups()
        const ends = new Map<string, Ends>()
        const lags = new Map<string, number>()
        for (const { groupId } of groups.filter((group) => group.groupId.startsWith(prefix))) {
          const committed = await admin.fetchOffsets({ groupId, topics: [...topics] })
          let behind = 0
          const read = committed.filter(({ partitions }) => partitions.some(isCommitted))
          for (const { topic, partitions } of read) {
            // Asked for once, and only where somebody reads: a topic that was made just now may have no leader yet.
            const known = ends.get(topic) ?? (await admin.fetchTopicOffsets(topic))
            ends.set(topic, known)
            behind += behindOf(known, partitions)
          }
          if (read.length > 0) lags.set(groupId, behind)
        }
        return lags
      }),
    async close(): Promise<void> {
      const admin = await connecting?.catch(() => undefined)
      await within(DEADLINE_MS, admin?.disconnect().catch(() => {}) ?? Promise.resolve(), () => {})
    },
  }
}
