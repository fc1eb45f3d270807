/*
 * A history of bookings, made in the database by its own statements: quotes, bookings, all their events and offers, as rows that
 * nobody could tell from those that the API writes, and what only consumers keep (quotes that nobody booked, duty, samples of
 * supply). Foreign keys are not checked meanwhile, and secondary indexes are made at the end.
 */
import { latLngToCell } from 'h3-js'
import type { Sql } from 'postgres'
import { say } from '../report.ts'
import { bookingsSql } from './booking-rows.ts'
import { PLACES_PER_CITY, personId, type Size } from './size.ts'
import { dutySql, supplySql } from './supply-rows.ts'

const CITIES = [
  { currency: 'INR', lat: 12.97, lng: 77.59 },
  { currency: 'USD', lat: 40.71, lng: -74.0 },
  { currency: 'AED', lat: 25.2, lng: 55.27 },
]
const BATCH = 100_000
const FILLED = ['quotes', 'bookings', 'booking_events', 'offers']

/** Fills an empty database by two connections; how long that took is not measured. */
export async function makeHistory(sql: Sql, connect: () => Sql, size: Size): Promise<void> {
  // As much is written as in years: no checkpoint is to come every few seconds of it.
  await sql`alter system set max_wal_size = '16GB'`
  await sql`select pg_reload_conf()`
  const other = connect()
  for (const each of [sql, other])
    await each.unsafe(`set session_replication_role = replica; set synchronous_commit = off;
      set statement_timeout = 0; set maintenance_work_mem = '512MB'; set work_mem = '64MB'`)
  await makePlaces(sql)
  await makePeople(sql, size)
  const indexes = await sql<{ name: string; statement: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as statement from pg_index
    where indrelid = any (${FILLED}::regclass[]) and not exists (select from pg_constraint where conindid = indexrelid)`
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`)
  let next = 1
  const fill = async (by: Sql) => {
    for (let from = next; from <= size.bookings; from = next) {
      next = from + BATCH
      await by.unsafe(bookingsSql(from, Math.min(size.bookings, next - 1), size))
      if ((from - 1) % (BATCH * 5) === 0) say(`bookings from ${from}`)
    }
  }
  await Promise.all([fill(sql), fill(other)])
  say('indexes')
  const build = async (by: Sql) => {
    for (let index = indexes.pop(); index; index = indexes.pop()) await by.unsafe(index.statement)
  }
  await Promise.all([build(sql), build(other)])
  await other.end()
  say('duty and supply')
  await sql.unsafe(dutySql(size))
  await sql.unsafe(supplySql(size))
  await sql.unsafe('drop table bench_places')
  await sql.unsafe('reset session_replication_role')
  await sql.unsafe('vacuum analyze')
  await sql`alter system reset max_wal_size`
  await sql`select pg_reload_conf()`
}

async function makePlaces(sql: Sql): Promise<void> {
  await sql`create unlogged table bench_places (city int, n int, market text, currency text, lat float8, lng float8, cell text, primary key (city, n))`
  // Denser towards the middle, the same in every run.
  const golden = Math.PI * (3 - Math.sqrt(5))
  const rows = CITIES.flatMap(({ currency, lat, lng }, city) =>
    Array.from({ length: PLACES_PER_CITY }, (_, n) => {
      const [radius, angle] = [0.12 * (n / PLACES_PER_CITY), n * golden]
      const at = { lat: lat + radius * Math.sin(angle), lng: lng + radius * Math.cos(angle) }
      return {
        city,
        n,
        market: latLngToCell(lat, lng, 4),
        currency,
        ...at,
        cell: latLngToCell(at.lat, at.lng, 9),
      }
    }),
  )
  await sql`insert into bench_places select * from jsonb_populate_recordset(null::bench_places, ${sql.json(rows)})`
}

const makePeople = (sql: Sql, { drivers, customers }: Size) =>
  sql.unsafe(`
    insert into users (id, role, name, email, phone, password_hash, created_at)
      select ${personId('c', 'n')}, 'customer', 'Customer ' || n, 'bench-c' || n || '@example.com', '1', 'x', now() from generate_series(1, ${customers}) n
      union all
      select ${personId('d', 'n')}, 'driver', 'Driver ' || n, 'bench-d' || n || '@example.com', '1', 'x', now() from generate_series(1, ${drivers}) n;
    insert into drivers (user_id, approval, vehicle_class, created_at)
      select ${personId('d', 'n')}, 'approved', 'van', now() from generate_series(1, ${drivers}) n`)
