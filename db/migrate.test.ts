import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { migrateDatabase } from './migrate.ts'
import { createTestDatabase } from './testing/create-test-database.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

describe('migrations', () => {
  test('can be run again, by many at once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => migrateDatabase(database.url)))
    const [row] =
      await database.sql`select count(*)::int as tables from pg_tables where schemaname = 'public'`
    expect(row?.tables).toBeGreaterThan(15)
  })

  test('leave an audit log that nobody can edit', async () => {
    const id = crypto.randomUUID()
    await database.sql`insert into audit_log values (${id}, ${id}, 'test', 'test', 'test', null, null, 'test', now())`
    const change = database.sql`update audit_log set action = 'other' where id = ${id}`.execute()
    await expect(change).rejects.toThrow('append-only')
  })
})
