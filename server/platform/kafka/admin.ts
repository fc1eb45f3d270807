import type { Admin, Kafka } from 'kafkajs'

export type KafkaAdmin = ReturnType<typeof openKafkaAdmin>

const DEADLINE_MS = 5_000

/** Questions to the brokers, over one connection that is opened when it is first needed. Each @throws when not answered in time. */
export function openKafkaAdmin(kafka: Kafka) {
  let connecting: Promise<Admin> | undefined
  async function ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    connecting ??= (async () => {
      const admin = kafka.admin({ retry: { retries: 0 } })
      await admin.connect()
      return admin
    })()
    const late = Bun.sleep(DEADLINE_MS).then(() => {
      throw new Error(`Kafka did not answer within ${DEADLINE_MS} ms`)
    })
    try {
      return await Promise.race([connecting.then(question), late])
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
    /** Messages of `topics` that the group has not committed. */
    readLag: (groupId: string, topics: readonly string[]): Promise<number> =>
      ask(async (admin) => {
        const committed = await admin.fetchOffsets({ groupId, topics: [...topics] })
        let behind = 0n
        for (const { topic, partitions } of committed) {
          const ends = await admin.fetchTopicOffsets(topic)
          for (const { partition, high, low } of ends) {
            const offset = partitions.find((one) => one.partition === partition)?.offset ?? '-1'
            const from = BigInt(offset) < 0n ? BigInt(low) : BigInt(offset)
            behind += BigInt(high) - from
          }
        }
        return Number(behind)
      }),
    async close(): Promise<void> {
      const admin = await connecting?.catch(() => undefined)
      await Promise.race([admin?.disconnect().catch(() => {}), Bun.sleep(DEADLINE_MS)])
    },
  }
}
