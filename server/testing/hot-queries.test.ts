/*
 * What runs each second, or for every look at a screen, must not grow slower with the years: it touches few rows of
 * large tables, by the database's own count.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { sql as query } from 'drizzle-orm'
import type { Sql } from '../../db/connect.ts'
import { createTestDatabase } from '../../db/testing/create-test-database.ts'
import { sweepDocuments } from '../admin/documents/sweep-documents.ts'
import { sweepMaintenance } from '../admin/maintenance/sweep-maintenance.ts'
import { expireOffers } from '../assignment/expire-offers.ts'
import { promoteQueued } from '../assignment/promote-queued.ts'
import { readOpenOffers } from '../assignment/read-open-offers.ts'
import { readOpenMarkets, readSearches } from '../assignment/read-searches.ts'
import { surveySupply } from '../assignment/survey-supply.ts'
import { completeDeliveredBookings } from '../booking/complete-delivered-bookings.ts'
import type { BookingFilter } from '../booking/find-booking-ids.ts'
import { listBookings } from '../booking/list-bookings.ts'
import { noteLostDrivers } from '../booking/note-lost-drivers.ts'
import { readMoves } from '../booking/read-moves.ts'
import { sweepSchedule } from '../booking/schedule/sweep-schedule.ts'
import { startScheduledSearches } from '../booking/start-scheduled-searches.ts'
import { readConfig } from '../config.ts'
import { connectDeps } from '../connect-deps.ts'
import { type Actor, type Context, systemContext } from '../platform/context.ts'
import { openNextWindow, readWindow } from '../platform/event-log/read-window.ts'
import { readLatestPublication, readStirringMarkets, recountDemand } from '../pricing/surge/load-market.ts'
import { SurgeMarkets } from '../pricing/surge/market-surge.ts'
import { readTrack } from '../tracking/read-track.ts'
import { fillYears, id, MARKET, ROWS } from './fill-years.ts'

const TOUCHED_MAX = 400
const [customer, driver] = [id('c', 1), id('d', 1)]

let database: Awaited<ReturnType<typeof createTestDatabase>>
let parts: Awaited<ReturnType<typeof connectDeps>>
beforeAll(async () => {
  database = await createTestDatabase()
  const config = readConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent' })
  parts = await connectDeps({ ...config, databaseUrl: database.url })
  await fillYears(database.sql)
}, 60_000)
afterAll(async () => {
  await parts.close()
  await database.close()
})

const TOUCHED =
  'select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as touched from pg_stat_xact_user_tables'

/** How many rows of all tables the server fetched for `work`. */
function rowsTouched(actor: Actor, work: (context: Context) => Promise<unknown>): Promise<number> {
  return parts.deps.db.transaction(async (tx) => {
    const read = async () => (await tx.execute<{ touched: number }>(query.raw(TOUCHED)))[0]?.touched as number
    const before = await read()
    await work({ ...systemContext(parts.deps, 'test'), actor, db: tx })
    return (await read()) - before
  })
}

const searches = (context: Context) =>
  readSearches(context, { market: MARKET, after: null, k: 16, supply: surveySupply(context) })
const list = (context: Context) => listBookings(context, { limit: 20 })
/** What lists are asked for: what many bookings have, what few have, and what none has. */
const FILTERS: BookingFilter[] = [
  ...([{ status: 'completed' }, { status: 'searching' }, { status: 'cancelled' }] as const),
  ...([
    { vehicleClass: 'van' },
    { vehicleClass: 'bike' },
    { status: 'completed', vehicleClass: 'bike' },
  ] as const),
  ...([{ market: MARKET }, { market: '840000000000000' }, { market: MARKET, vehicleClass: 'bike' }] as const),
  ...[{ from: '2020-01-01T00:00:00Z' }, { to: '2020-01-01T00:00:00Z' }],
  { status: 'completed', market: MARKET, to: '2020-01-01T00:00:00Z' },
]
type Hot = [string, Actor, (context: Context) => Promise<unknown>]
const HOT: Hot[] = [
  ['the bookings that search', { role: 'system' }, searches],
  ['the markets that search', { role: 'system' }, readOpenMarkets],
  ['the scheduled bookings that are due', { role: 'system' }, startScheduledSearches],
  ['what a sweep of the schedule does', { role: 'system' }, sweepSchedule],
  ['the delivered bookings to complete', { role: 'system' }, completeDeliveredBookings],
  ['the offers that expire', { role: 'system' }, expireOffers],
  ['the promises of drivers who are free', { role: 'system' }, (context) => promoteQueued(context)],
  ['the searches whose driver does not come', { role: 'system' }, noteLostDrivers],
  ["a customer's newest bookings", { role: 'customer', id: customer }, list],
  ["a driver's newest bookings", { role: 'driver', id: driver }, list],
  ["an operator's newest bookings", { role: 'operator', id: customer }, list],
  ...FILTERS.map(
    (filter): Hot => [
      `the bookings of ${JSON.stringify(filter)}`,
      { role: 'operator', id: customer },
      (context) => listBookings(context, { ...filter, limit: 20 }),
    ],
  ),
  [
    'the bookings under way in an hour of the past',
    { role: 'operator', id: customer },
    (context) =>
      readMoves(context, {
        from: new Date(Date.now() - 7_200_000),
        to: new Date(Date.now() - 3_600_000),
        limit: 20,
      }),
  ],
  [
    "the points of a driver's track",
    { role: 'operator', id: customer },
    (context) =>
      readTrack(context, {
        driverId: driver,
        from: new Date(Date.now() - 3_600_000),
        to: new Date(),
        limit: 50,
      }),
  ],
  [
    "a market's latest publication of surge",
    { role: 'system' },
    (context) => readLatestPublication(context, MARKET),
  ],
  ['the maintenance that is due', { role: 'system' }, sweepMaintenance],
  ['the papers that run out', { role: 'system' }, sweepDocuments],
  ["a driver's open offers", { role: 'driver', id: driver }, readOpenOffers],
]
for (const [what, actor, work] of HOT) {
  test(`${what} are found without a look at ${ROWS} rows`, async () => {
    expect(await rowsTouched(actor, work)).toBeLessThan(TOUCHED_MAX)
  })
}

/** A text is looked for among so many at first. */
const LOOKED_THROUGH = 2_000
for (const q of ['road', '7 mill', 'nowhere', 'zz', id('b', 12_345)])
  test(`the bookings with "${q}" are found without a look at ${ROWS} rows`, async () => {
    const touched = await rowsTouched({ role: 'operator', id: customer }, (context) =>
      listBookings(context, { q, limit: 20 }),
    )
    expect(touched).toBeLessThan(2 * LOOKED_THROUGH + TOUCHED_MAX)
  })

/** As above, for what asks through the raw client. */
function rowsTouchedRaw(work: (sql: Sql) => Promise<unknown>): Promise<number> {
  return database.sql.begin(async (tx) => {
    const sql = tx as unknown as Sql
    const read = async () => (await sql.unsafe(TOUCHED))[0]?.touched as number
    const before = await read()
    await work(sql)
    return (await read()) - before
  })
}

test(`a group's new events are found without a look at ${ROWS} rows`, async () => {
  const touched = await rowsTouchedRaw(async (sql) => {
    expect(await openNextWindow(sql, 'hot')).toBe(true)
    expect(await readWindow(sql, 'hot')).toHaveLength(5)
  })
  expect(touched).toBeLessThan(TOUCHED_MAX)
})

test(`the markets whose prices stir, and their demand, are found without a look at ${ROWS} rows`, async () => {
  const touched = await rowsTouchedRaw(async (sql) => {
    const context = { ...systemContext(parts.deps, 'test'), sql }
    const [stirring] = await readStirringMarkets(context)
    expect(stirring).toMatchObject({ market: MARKET, isHeld: false })
    const from = new Date(Date.now() - 3_600_000)
    await recountDemand(context, new SurgeMarkets().add(MARKET), from)
  })
  expect(touched).toBeLessThan(TOUCHED_MAX)
})
