import { type SQL, sql } from 'drizzle-orm'
import { cellToLatLng, cellToParent, getResolution } from 'h3-js'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { Context } from '../platform/context.ts'
import { readAnalyticsState } from './hold-rollups.ts'
import { readPeriods } from './read-periods.ts'
import { CELL_SPANS_S, type Period, SUPPLY_CELL_SPANS_S, segmentTable } from './spans.ts'

const HOUR_S = 3_600
/** Cells of an answer, those with the most. */
const CELLS_MAX = 10_000

/** What a map of cells can show, and the kind of event that it counts; free drivers are sampled. */
const KIND_OF = {
  demand: 'booked',
  unmet: 'unmet',
  quotes: 'quoted',
  pickups: 'collected',
  supply: null,
} as const
export type HeatmapMetric = keyof typeof KIND_OF
export const HEATMAP_METRICS = Object.keys(KIND_OF) as HeatmapMetric[]

type Filter = { market?: string; vehicleClass?: VehicleClass; resolution: number }
/** A cell and what was counted in it, by name. */
type Row<Name extends string> = { cell: string } & Record<Name, number>

/**
 * What there was in each H3 cell of a period, which is rounded outward to hours: bookings (`demand`), searches that ended without
 * a driver (`unmet`), quotes, pickups, or how many free drivers on average (`supply`). Cells are sums of their children of resolution
 * 9; those of a market are the ones that lie in its H3 cell. @throws DomainError period_invalid.
 */
export async function readHeatmap(
  context: Context,
  { metric, ...input }: Period & Filter & { metric: HeatmapMetric },
) {
  const { period } = readPeriods(input, undefined, HOUR_S)
  const { generation } = await readAnalyticsState(context)
  const kind = KIND_OF[metric]
  const cells =
    kind === null
      ? toParents(await readSupply(context, period, input), 'free', input)
      : toParents(await readCounts(context, period, input, { generation, kinds: [kind] }), kind, input)
  const items = Array.from(cells, ([cell, value]) => ({ cell, value }))
    .sort((a, b) => b.value - a.value || (a.cell < b.cell ? -1 : 1))
    .slice(0, CELLS_MAX)
  return { period, items }
}

/** The cells where goods were picked up most, and what else was asked for there. @throws DomainError period_invalid. */
export async function readPopularCells(
  context: Context,
  { limit, ...input }: Period & Filter & { limit: number },
) {
  const { period } = readPeriods(input, undefined, HOUR_S)
  const { generation } = await readAnalyticsState(context)
  const kinds = ['collected', 'booked', 'unmet'] as const
  const rows = await readCounts(context, period, input, { generation, kinds })
  const [pickups, bookings, unmet] = kinds.map((kind) => toParents(rows, kind, input)) as [Sums, Sums, Sums]
  const total = [...pickups.values()].reduce((sum, value) => sum + value, 0)
  const items = Array.from(pickups, ([cell, count]) => {
    const [lat, lng] = cellToLatLng(cell)
    const asked = { bookings: bookings.get(cell) ?? 0, unmet: unmet.get(cell) ?? 0 }
    return { cell, lat, lng, pickups: count, share: count / total, ...asked }
  })
    .sort((a, b) => b.pickups - a.pickups || (a.cell < b.cell ? -1 : 1))
    .slice(0, limit)
  return { period, items }
}

type Sums = Map<string, number>

function toParents<Name extends string>(
  rows: readonly Row<Name>[],
  name: Name,
  { market, resolution }: Filter,
): Sums {
  const cells = new Map<string, number>()
  const parents = new Map<string, string | null>()
  for (const row of rows) {
    const { cell } = row
    const value: number = row[name]
    let parent = parents.get(cell)
    if (parent === undefined) {
      const isWithin = market === undefined || cellToParent(cell, getResolution(market)) === market
      parent = isWithin ? cellToParent(cell, resolution) : null
      parents.set(cell, parent)
    }
    if (parent !== null && value !== 0) cells.set(parent, (cells.get(parent) ?? 0) + value)
  }
  return cells
}

const ofClass = ({ vehicleClass }: Filter): SQL =>
  vehicleClass ? sql`r.vehicle_class = ${vehicleClass}` : sql`true`

async function readCounts<Kind extends 'booked' | 'collected' | 'quoted' | 'unmet'>(
  context: Context,
  period: Period,
  filter: Filter,
  { generation, kinds }: { generation: number; kinds: readonly Kind[] },
): Promise<Row<Kind>[]> {
  const sums = (of: string, type = '') =>
    sql.raw(kinds.map((kind) => `sum(${of}.${kind}${type}) as ${kind}`).join(', '))
  const rows = await context.db.execute<Row<Kind>>(sql`
    select part.cell, ${sums('part')}
    from ${segmentTable(period, CELL_SPANS_S)} cross join lateral (
      select r.cell, ${sums('r', '::float8')} from cell_rollups r
      where r.generation = ${generation} and r.span_s = seg.span_s
        and r.starts_at >= seg.from_at and r.starts_at < seg.to_at and ${ofClass(filter)}
      group by r.cell) part
    group by part.cell`)
  return [...rows] as unknown as Row<Kind>[]
}

async function readSupply(context: Context, period: Period, filter: Filter): Promise<Row<'free'>[]> {
  const [rows, [taken]] = await Promise.all([
    context.db.execute<Row<'free'>>(sql`
      select part.cell, sum(part.free) as free
      from ${segmentTable(period, SUPPLY_CELL_SPANS_S)} cross join lateral (
        select r.cell, sum(r.free::float8) as free from supply_cells r
        where r.span_s = seg.span_s and r.starts_at >= seg.from_at and r.starts_at < seg.to_at
          and ${ofClass(filter)}
        group by r.cell) part
      group by part.cell`),
    context.db.execute<{ samples: number }>(sql`
      select coalesce(sum(r.samples), 0)::float8 as samples
      from ${segmentTable(period, SUPPLY_CELL_SPANS_S)} join supply_samples r
        on r.span_s = seg.span_s and r.starts_at >= seg.from_at and r.starts_at < seg.to_at`),
  ])
  const samples = taken?.samples ?? 0
  return samples === 0 ? [] : rows.map(({ cell, free }) => ({ cell, free: free / samples }))
}
