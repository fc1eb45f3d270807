import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { migrateDatabase } from './migrate.ts'
import { FIXTURE } from './testing/constraint-rows.ts'
import { createTestDatabase } from './testing/create-test-database.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

const migrationsDir = new URL('./migrations', import.meta.url).pathname
const journalFile = 'meta/_journal.json'

/** Brings an empty database to what the first `count` migrations make of it. */
async function migrateSome(url: string, count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hexhaul-migrations-'))
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    cpSync(migrationsDir, folder, { recursive: true })
    const journal = JSON.parse(readFileSync(join(folder, journalFile), 'utf8'))
    writeFileSync(
      join(folder, journalFile),
      JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }),
    )
    await migrate(drizzle(client), { migrationsFolder: folder })
  } finally {
    await client.end()
    rmSync(folder, { recursive: true })
  }
}

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

  test('carry a database of the first version, with data and partitions of tracks, to the latest', async () => {
    const old = await createTestDatabase()
    try {
      await old.sql.unsafe('drop schema public cascade; drop schema drizzle cascade; create schema public')
      await migrateSome(old.url, 1)
      await old.sql.unsafe(FIXTURE)
      await old.sql.unsafe(`
        create table tracks_20261124 partition of tracks for values from ('2026-11-24Z') to ('2026-11-25Z');
        insert into tracks (driver_id, recorded_at, lat, lng)
          select user_id, '2026-11-24T10:00Z', 12.97, 77.59 from drivers;
        insert into consumer_cursors (consumer_group, window_from, window_to, position)
          values ('dispatch', pg_current_xact_id(), pg_current_xact_id(), 7)`)
      await migrateDatabase(old.url)

      const [kept] = await old.sql`select (select count(*) from tracks)::int as points,
        (select count(*) from bookings)::int as bookings, (select position from consumer_cursors)::int as position`
      expect(kept).toEqual({ points: 2, bookings: 3, position: 0 })
      const nowhere = old.sql`insert into tracks (driver_id, recorded_at, lat, lng)
        values (gen_random_uuid(), '2026-11-24T11:00Z', 'NaN', 77.59)`
      await expect(nowhere.execute()).rejects.toThrow('tracks_place')
      expect(await columnsOf(old.sql)).toEqual(await columnsOf(database.sql))
    } finally {
      await old.close()
    }
  })
})

/** Every column of a database, and every check, so that an upgraded one can be held against a new one. */
const columnsOf = (sql: postgres.Sql) => sql`
  select table_name as of, column_name as name, data_type || is_nullable as kind from information_schema.columns
    where table_schema = 'public' and table_name not like 'tracks\\_%'
  union all
  select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
    where connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'tracks\\_%'
  order by 1, 2`
