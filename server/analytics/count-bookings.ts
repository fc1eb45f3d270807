import { getTableColumns, sql } from 'drizzle-orm'
import { latLngToCell } from 'h3-js'
import postgres from 'postgres'
import { bookingFacts } from '../../db/schema/index.ts'
import type { Pickup } from '../booking/read-pickups.ts'
import type { Context } from '../platform/context.ts'
import { bookingFactsSql } from './booking-facts.ts'
import {
  BOOKING_COLUMNS,
  bookingMeasuresSql,
  cellMeasuresSql,
  DRIVER_COLUMNS,
  driverMeasuresSql,
} from './booking-measures.ts'
import { cellsSince } from './cells-since.ts'
import { generationsMember, rollUpSql } from './roll-up.ts'
import { BOOKING_SPANS_S, CELL_SPANS_S, DRIVER_SPANS_S } from './spans.ts'
import { waitBucketSql, withAllSql } from './wait-histogram.ts'

/** The finest cells that maps are drawn with. */
export const CELL_RESOLUTION = 9

const COLUMNS = Object.keys(getTableColumns(bookingFacts)).map(postgres.fromCamel)
const SERIES = ['market', 'vehicle_class']

const KEEP = `
  insert into booking_facts (${COLUMNS.join(', ')}) select ${COLUMNS.join(', ')} from fresh
  on conflict (booking_id) do update set ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}
  where booking_facts.* is distinct from excluded.*`

/** What each booking adds now, and what it had added before is taken back: what stays the same changes no row. */
const ROLL_UP = [
  rollUpSql({
    table: 'booking_rollups',
    keys: [...SERIES, 'currency'],
    measures: BOOKING_COLUMNS,
    spansS: BOOKING_SPANS_S,
    rows: `select f.sign, m.at, f.market, f.vehicle_class, f.currency,
      ${BOOKING_COLUMNS.map((column) => `m.${column}`).join(', ')} from signed f, ${bookingMeasuresSql}`,
  }),
  rollUpSql({
    table: 'wait_rollups',
    keys: [...SERIES, 'bucket'],
    measures: ['bookings'],
    spansS: BOOKING_SPANS_S,
    rows: `select f.sign, f.assigned_at as at, s.market, s.vehicle_class,
      ${waitBucketSql('f.assignment_s')} as bucket, 1 as bookings
      from signed f, ${withAllSql('f')} where f.assignment_s is not null`,
  }),
  rollUpSql({
    table: 'driver_rollups',
    keys: ['driver_id', 'currency'],
    measures: DRIVER_COLUMNS,
    spansS: DRIVER_SPANS_S,
    rows: `select f.sign, f.ended_at as at, m.driver_id, f.currency,
      ${DRIVER_COLUMNS.map((column) => `m.${column}`).join(', ')} from signed f, ${driverMeasuresSql}`,
  }),
  rollUpSql({
    table: 'cell_rollups',
    keys: ['cell', 'vehicle_class'],
    measures: ['booked', 'collected', 'unmet'],
    spansS: CELL_SPANS_S,
    rows: `select f.sign, m.at, f.cell, f.vehicle_class, m.booked, m.collected, m.unmet
      from signed f, since, ${cellMeasuresSql} where m.at >= since.at`,
  }),
].join(',\n')

type Generations = {
  /** That the bookings are to be part of, as they are now. */
  add: readonly number[]
  /** That they are part of already, as they were counted last. */
  take: readonly number[]
}

/**
 * Brings what is counted of bookings in line with their histories, in the caller's transaction.
 * Counting twice changes nothing. Nobody else may count the same bookings meanwhile.
 */
export async function countBookings(
  tx: Context,
  pickups: readonly Pickup[],
  { add, take }: Generations,
): Promise<void> {
  if (pickups.length === 0) return
  const asked = pickups.map(({ id, lat, lng }) => ({
    booking_id: id,
    cell: latLngToCell(lat, lng, CELL_RESOLUTION),
  }))
  await tx.db.execute(sql`
    with asked as materialized (
        select * from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a (booking_id uuid, cell text)),
      fresh as materialized (${sql.raw(bookingFactsSql)}),
      before as materialized (
        select f.* from asked join booking_facts f on f.booking_id = asked.booking_id),
      signed as materialized (
        select 1 as sign, f.* from fresh f union all select -1, f.${sql.raw(COLUMNS.join(', f.'))} from before f),
      ${generationsMember(add, take)},
      since as (select ${cellsSince(tx).toISOString()}::timestamptz as at),
      kept as (${sql.raw(KEEP)}),
      ${sql.raw(ROLL_UP)}
    select`)
}
