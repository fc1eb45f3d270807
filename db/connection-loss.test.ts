import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test'
import { sql as query } from 'drizzle-orm'
import { connectDatabase } from './connect.ts'
import { createTestDatabase } from './testing/create-test-database.ts'
import { TcpProxy } from './testing/tcp-proxy.ts'

const CUTS = 15
const WRITERS = 12
const ANSWER_MAX_MS = 20_000
const TEST_MS = 120_000
/** For the test: the real one is longer than any statement may take. */
const SILENT_MAX_MS = 1_000

let database: Awaited<ReturnType<typeof createTestDatabase>>
let proxy: TcpProxy
let connection: ReturnType<typeof connectDatabase>
beforeAll(async () => {
  database = await createTestDatabase()
  await database.sql`create table notes (writer int, entry int, half int)`
})
afterAll(() => database.close())
beforeEach(async () => {
  const url = new URL(database.url)
  proxy = await TcpProxy.start(Number(url.port))
  url.port = String(proxy.port)
  connection = connectDatabase(url.href, { maxConnections: 4, silentMaxMs: SILENT_MAX_MS })
  await database.sql`truncate notes`
})
afterEach(async () => {
  await connection.close()
  await proxy.close()
})

/** @throws when there is no answer, good or bad. */
const answered = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    Bun.sleep(ANSWER_MAX_MS).then(() => {
      throw new Error('neither answered nor failed')
    }),
  ])

/** Writes both halves of an entry in one transaction, or finds that it did not. */
const write = (writer: number, entry: number) =>
  connection.db.transaction(async (tx) => {
    await tx.execute(query`insert into notes values (${writer}, ${entry}, 1)`)
    await tx.execute(query`select pg_sleep(0.005)`)
    await Promise.all([
      tx.execute(query`select 1`),
      tx.execute(query`insert into notes values (${writer}, ${entry}, 2)`),
    ])
  })

test(
  `${CUTS} times cut in the middle of transactions, each of them ends, whole or not at all, and the pool serves on`,
  async () => {
    let isDone = false
    let [written, failed] = [0, 0]
    const writing = Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        for (let entry = 0; !isDone; entry++) {
          const outcome = await answered(write(writer, entry)).then(
            () => true,
            (error: Error) => {
              if (error.message.startsWith('neither')) throw error
              return false
            },
          )
          if (outcome) written++
          else failed++
        }
      }),
    )
    writing.catch(() => {})
    for (let cuts = 0; cuts < CUTS; cuts++) {
      const before = written
      // A moment that is somewhere within transactions.
      while (written < before + WRITERS + cuts) await Promise.race([Bun.sleep(1), writing])
      proxy.cut()
    }
    isDone = true
    await writing
    expect(failed).toBeGreaterThan(0)
    const halves = await database.sql`select 1 from notes group by writer, entry having count(*) <> 2`
    expect(halves).toHaveLength(0)
    for (let i = 0; i < WRITERS; i++) await answered(write(-1, i))
  },
  TEST_MS,
)

test(
  'a connection that is half open is noticed by its silence, and another one serves',
  async () => {
    await write(0, 0)
    proxy.halfOpen()
    const lost = Array.from({ length: WRITERS }, (_, writer) =>
      answered(write(writer, 1)).then(
        () => 'written',
        (error: Error) => error.message,
      ),
    )
    expect(await Promise.all(lost)).not.toContain('neither answered nor failed')
    await answered(write(0, 2))
    expect(await answered(connection.sql`select 1 as one`)).toHaveLength(1)
  },
  TEST_MS,
)
