import { type SQL, sql } from 'drizzle-orm'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { Context } from '../platform/context.ts'
import { readAnalyticsState } from './hold-rollups.ts'
import { coverTables } from './signed-cover.ts'
import { BOOKING_SPANS_S, type Period } from './spans.ts'
import { ALL } from './wait-histogram.ts'

export type SeriesFilter = { market?: string; vehicleClass?: VehicleClass }
/** Sums by the name of the column; one that nothing was added to is missing. */
export type Sums = Record<string, number>

/** What the figures of a period are made of. */
export type PeriodSums = {
  /** Of bookings, all currencies together and each by itself. */
  all: Sums
  byCurrency: Map<string, Sums>
  quotes: number
  /** Times to assignment by bucket. */
  waits: Map<number, number>
  supply: Sums
}
export type Source = 'bookings' | 'quotes' | 'waits' | 'supply'
export type Needs = { columns: readonly string[]; sources: ReadonlySet<Source> }

/** Joins the spans of numbered periods with a table of rollups `r`, and reads what the columns say of each period. */
async function readRollups<Row extends Record<string, unknown>>(
  { db }: Context,
  { segments, members }: ReturnType<typeof coverTables>,
  {
    table,
    columns,
    where,
    groupBy,
  }: { table: string; columns: readonly string[]; where: SQL; groupBy: string[] },
): Promise<(Row & { n: number })[]> {
  const keys = (of: string) => sql.raw(groupBy.map((key) => `${of}.${key}, `).join(''))
  const sums = sql.raw(columns.map((column) => `sum(member.sign * part.${column}) as ${column}`).join(', '))
  const parts = sql.raw(columns.map((column) => `sum(r.${column}::float8) as ${column}`).join(', '))
  const isAny = sql.raw(columns.map((column) => `sum(member.sign * part.${column}) <> 0`).join(' or '))
  // Summed by span first: so the database goes through the index for each, whatever it thinks of their number.
  const rows = await db.execute<Row & { n: number }>(sql`
    with part as materialized (
      select seg.i, sums.* from ${segments}
        cross join lateral (
          select ${keys('r')} ${parts} from ${sql.identifier(table)} r
          where ${where} and r.span_s = seg.span_s and r.starts_at = seg.starts_at
          group by ${keys('r')} seg.i
        ) sums)
    select member.n, ${keys('part')} ${sums} from ${members} join part on part.i = member.i
    group by ${keys('part')} member.n having ${isAny}`)
  return [...rows] as unknown as (Row & { n: number })[]
}

const ofSeries = ({ market, vehicleClass }: SeriesFilter) => sql`
  ${market ? sql`r.market = ${market}` : sql`true`}
  and ${vehicleClass ? sql`r.vehicle_class = ${vehicleClass}` : sql`true`}`

/** The sums of each of some periods, which begin and end at quarters of an hour. */
export async function readSums(
  context: Context,
  periods: readonly Period[],
  filter: SeriesFilter,
  { columns, sources }: Needs,
): Promise<PeriodSums[]> {
  const sums = periods.map(
    (): PeriodSums => ({ all: {}, byCurrency: new Map(), quotes: 0, waits: new Map(), supply: {} }),
  )
  const { generation } = await readAnalyticsState(context)
  const cover = coverTables(periods, BOOKING_SPANS_S)
  const isCounted = sql`r.generation = ${generation} and ${ofSeries(filter)}`
  const readers: Record<Source, () => Promise<void>> = {
    bookings: async () => {
      const what = { table: 'booking_rollups', columns, where: isCounted, groupBy: ['currency'] }
      for (const { n, currency, ...row } of await readRollups<{ currency: string }>(context, cover, what)) {
        const { all, byCurrency } = sums[n] as PeriodSums
        const own: Sums = row
        byCurrency.set(currency, own)
        for (const column of columns) all[column] = (all[column] ?? 0) + (own[column] ?? 0)
      }
    },
    quotes: async () => {
      const what = { table: 'quote_rollups', columns: ['quotes'], where: isCounted, groupBy: [] }
      for (const { n, quotes } of await readRollups<{ quotes: number }>(context, cover, what))
        (sums[n] as PeriodSums).quotes = quotes
    },
    waits: async () => {
      const isOfAll = filter.market === undefined && filter.vehicleClass === undefined
      const where = isOfAll ? sql`${isCounted} and r.market = ${ALL} and r.vehicle_class = ${ALL}` : isCounted
      const what = { table: 'wait_rollups', columns: ['bookings'], where, groupBy: ['bucket'] }
      type Row = { bucket: number; bookings: number }
      for (const { n, bucket, bookings } of await readRollups<Row>(context, cover, what))
        (sums[n] as PeriodSums).waits.set(bucket, bookings)
    },
    supply: async () => {
      const duty = { table: 'supply_rollups', columns: ['on_duty', 'on_haul', 'free'], groupBy: [] }
      for (const { n, ...row } of await readRollups<Sums>(context, cover, {
        ...duty,
        where: ofSeries(filter),
      }))
        Object.assign((sums[n] as PeriodSums).supply, row)
      const taken = { table: 'supply_samples', columns: ['samples'], where: sql`true`, groupBy: [] }
      for (const { n, samples } of await readRollups<{ samples: number }>(context, cover, taken))
        (sums[n] as PeriodSums).supply.samples = samples
    },
  }
  await Promise.all(Array.from(sources, (source) => readers[source]()))
  return sums
}
