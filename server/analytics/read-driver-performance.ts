import { type SQL, sql } from 'drizzle-orm'
import { users } from '../../db/schema/index.ts'
import { contains } from '../admin/contains.ts'
import { invalid } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { DRIVER_COLUMNS, driverMeasuresSql } from './booking-measures.ts'
import { readAnalyticsState } from './hold-rollups.ts'
import { readPeriods } from './read-periods.ts'
import { DAY_S, DRIVER_SPANS_S, type Period, roundOutward, segmentTable } from './spans.ts'

/** What the table can be ordered by, and the expression of it over a row of the sums. */
const SORTS = {
  hauls: 'hauls',
  distanceM: 'distance_m',
  revenue: 'price_minor',
  acceptanceRate: 'offers_accepted / nullif(offers_decided, 0)',
  onTimeShare: 'pickups_on_time / nullif(pickups_timed, 0)',
  onlineS: 'available_s + paused_s',
  utilisation: 'least(1, haul_s / nullif(available_s + paused_s, 0))',
  cancelled: 'cancelled',
  handBacks: 'hand_backs',
} as const
export type DriverSort = keyof typeof SORTS
export const DRIVER_SORTS = Object.keys(SORTS) as DriverSort[]

type Input = Period & { sort: DriverSort; order: 'asc' | 'desc'; limit: number; cursor?: string; q?: string }
type Share = 'acceptanceRate' | 'onTimeShare' | 'utilisation'
type Row = Record<Exclude<DriverSort, Share>, number> & {
  [Name in Share]: number | null
} & {
  driverId: string
  name: string
  currency: string | null
  haulS: number
  pausedS: number
  offersDecided: number
  key: number
}

/**
 * What each driver did in a period, which is rounded outward to quarters of an hour: a row of each currency that they were
 * paid in, or one without, in the order of one of its columns and then of the drivers. A haul, and the offers that led to it, count
 * when their booking ends; duty that goes on counts until now. The rating is that of all hauls so far. @throws DomainError period_invalid.
 */
export async function readDriverPerformance(
  context: Context,
  { sort, order, limit, cursor, q, ...input }: Input,
) {
  const { period } = readPeriods(input)
  const parts = partsOf(period)
  const { generation } = await readAnalyticsState(context)
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const direction = sql.raw(order)
  const pastCursor = after
    ? sql`(key, name_key) ${sql.raw(order === 'asc' ? '>' : '<')} (${after.key}::float8, ${after.name})`
    : sql`true`
  const isAskedFor = q
    ? sql`driver_id in (select ${users.id} from ${users} where ${contains([users.name], q)})`
    : sql`true`
  const rows = await context.db.execute<Row>(sql`
    with hauled as (${hauledIn(parts, generation)}),
      on_duty as (${onDutyIn(context, period, parts, generation)}),
      summed as (
        select coalesce(h.driver_id, d.driver_id) as driver_id, h.currency,
          ${sql.raw(DRIVER_COLUMNS.map((column) => `coalesce(h.${column}, 0)::float8 as ${column}`).join(', '))},
          coalesce(d.available_s, 0)::float8 as available_s, coalesce(d.paused_s, 0)::float8 as paused_s
        from hauled h full join on_duty d on d.driver_id = h.driver_id),
      keyed as (
        select *, coalesce(${sql.raw(SORTS[sort])}, -1)::float8 as key,
          driver_id::text || coalesce(currency, '') as name_key from summed)
    select k.driver_id as "driverId", u.name, k.currency, k.key, k.haul_s as "haulS", k.paused_s as "pausedS",
      k.offers_decided as "offersDecided",
      ${sql.raw(DRIVER_SORTS.map((name) => `(${SORTS[name]})::float8 as "${name}"`).join(', '))}
    from (select * from keyed where ${pastCursor} and ${isAskedFor} order by key ${direction}, name_key ${direction} limit ${limit + 1}) k
      join users u on u.id = k.driver_id
    order by k.key ${direction}, k.name_key ${direction}`)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return {
    period,
    items: items.map(({ key: _, ...item }) => {
      const rating = context.driverIndex.get(item.driverId)?.ratingAvg ?? null
      return { ...item, rating }
    }),
    nextCursor: last ? `${last.key}_${last.driverId}${last.currency ?? ''}` : null,
  }
}

const CURSOR = /^(-?[\d.]+(?:e[-+]?\d+)?)_([0-9a-f-]{36}(?:[A-Z]{3})?)$/

function readCursor(cursor: string): { key: number; name: string } {
  const [, key, name] = CURSOR.exec(cursor) ?? []
  if (key === undefined || name === undefined)
    throw invalid('validation_failed', 'cursor', 'Must be the `nextCursor` of the page before.')
  return { key: Number(key), name }
}

type Parts = { middle: Period; edges: Period[] }

/** The whole days in the middle of a period, and what is left of it on both sides. */
function partsOf({ from, to }: Period): Parts {
  const outer = roundOutward({ from, to }, DAY_S)
  const dayMs = DAY_S * 1_000
  const middleFrom = outer.from < from ? new Date(outer.from.getTime() + dayMs) : from
  const middleTo = outer.to > to ? new Date(outer.to.getTime() - dayMs) : to
  if (middleFrom >= middleTo) return { middle: { from, to: from }, edges: cutAtMidnight({ from, to }) }
  const edges = [
    { from, to: middleFrom },
    { from: middleTo, to },
  ]
  return { middle: { from: middleFrom, to: middleTo }, edges: edges.filter((edge) => edge.from < edge.to) }
}

/** A period of less than two days, none of them whole. */
function cutAtMidnight({ from, to }: Period): Period[] {
  const midnight = roundOutward({ from: to, to }, DAY_S).from
  if (midnight <= from) return [{ from, to }]
  return [
    { from, to: midnight },
    { from: midnight, to },
  ]
}

/** Bookings that ended: by day from the rollups, and of the edges from the facts themselves. */
function hauledIn({ middle, edges }: Parts, generation: number): SQL {
  const columns = sql.raw(DRIVER_COLUMNS.map((column) => `m.${column}`).join(', '))
  const sums = (table: string) =>
    sql.raw(DRIVER_COLUMNS.map((column) => `sum(${table}.${column}::float8) as ${column}`).join(', '))
  const within = edges.map(
    ({ from, to }) =>
      sql`(f.ended_at >= ${from.toISOString()}::timestamptz and f.ended_at < ${to.toISOString()}::timestamptz)`,
  )
  return sql`
    select driver_id, currency, ${sums('parts')}
    from (
      select part.* from ${segmentTable(middle, DRIVER_SPANS_S)} cross join lateral (
        select r.driver_id, r.currency, ${sums('r')} from driver_rollups r where r.generation = ${generation}
          and r.span_s = seg.span_s and r.starts_at >= seg.from_at and r.starts_at < seg.to_at
        group by r.driver_id, r.currency) part
      union all
      select m.driver_id, f.currency, ${columns} from booking_facts f, ${sql.raw(driverMeasuresSql)}
      where ${within.length > 0 ? sql.join(within, sql` or `) : sql`false`}
    ) parts group by driver_id, currency`
}

/** Time on duty: whole days from the rollups, the edges and what goes on from the periods themselves. */
function onDutyIn({ clock }: Context, period: Period, { middle, edges }: Parts, generation: number): SQL {
  const seconds = (status: string) =>
    sql`sum(case when p.status = ${status} then extract(epoch from least(p.ended_at, w.to_at) - greatest(p.started_at, w.from_at))::float8 else 0 end)`
  const windows = JSON.stringify(
    edges.map((edge) => ({ ...named(edge), day: roundOutward(edge, DAY_S).from.toISOString() })),
  )
  const wholly = JSON.stringify([named(period)])
  const now = clock.now().toISOString()
  return sql`
    select driver_id, sum(available_s) as available_s, sum(paused_s) as paused_s from (
      select part.* from ${segmentTable(middle, DRIVER_SPANS_S)} cross join lateral (
        select r.driver_id, sum(r.available_s::float8) as available_s, sum(r.paused_s::float8) as paused_s from duty_rollups r
        where r.generation = ${generation}
          and r.span_s = seg.span_s and r.starts_at >= seg.from_at and r.starts_at < seg.to_at
        group by r.driver_id) part
      union all
      select p.driver_id, ${seconds('available')}, ${seconds('paused')}
      from jsonb_to_recordset(${windows}::jsonb) as w (from_at timestamptz, to_at timestamptz, day timestamptz)
        join duty_periods p on p.started_at >= w.day and p.started_at < w.to_at and p.ended_at > w.from_at
      group by p.driver_id
      union all
      select p.driver_id, ${seconds('available')}, ${seconds('paused')}
      from jsonb_to_recordset(${wholly}::jsonb) as w (from_at timestamptz, to_at timestamptz)
        join (select driver_id, status, started_at, ${now}::timestamptz as ended_at from duty_periods
          where ended_at is null) p on p.started_at < w.to_at and p.ended_at > w.from_at
      group by p.driver_id
    ) parts group by driver_id`
}

const named = ({ from, to }: Period) => ({ from_at: from.toISOString(), to_at: to.toISOString() })
