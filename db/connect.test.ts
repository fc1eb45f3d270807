import { afterAll, describe, expect, test } from 'bun:test'
import { eq, inArray, sql } from 'drizzle-orm'
import { connectDatabase, type DatabaseOrTransaction } from './connect.ts'
import { shareLinks } from './schema/index.ts'
import { createTestDatabase } from './testing/create-test-database.ts'

const database = await createTestDatabase()
afterAll(() => database.close())

/** The statements whose plans the one connection keeps, and what was asked of it. */
async function keptBy(options: { preparedStatements: boolean }): Promise<string[]> {
  const connection = connectDatabase(database.url, { maxConnections: 1, ...options })
  const { db } = connection
  const read = (from: DatabaseOrTransaction, id: string) =>
    from.select().from(shareLinks).where(eq(shareLinks.tokenHash, id))
  await read(db, 'a')
  await read(db, 'b')
  await db.transaction((tx) =>
    tx.transaction((inner) => inner.delete(shareLinks).where(eq(shareLinks.tokenHash, 'a'))),
  )
  const many = Array.from({ length: 50 }, (_, i) => `token ${i}`)
  await db.select().from(shareLinks).where(inArray(shareLinks.tokenHash, many))
  const kept = await db.execute<{ statement: string }>(sql`select statement from pg_prepared_statements`)
  await connection.close()
  return kept.map(({ statement }) => statement).filter((statement) => statement.includes('share_links'))
}

describe('the plans that PostgreSQL keeps for drizzle', () => {
  test('are those of statements that come again, also within transactions', async () => {
    const kept = await keptBy({ preparedStatements: true })
    expect(kept.map((statement) => statement.split(' ')[0]).sort()).toEqual(['delete', 'select'])
  })

  test('are none behind a pooler that cannot keep them', async () => {
    expect(await keptBy({ preparedStatements: false })).toEqual([])
  })
})
