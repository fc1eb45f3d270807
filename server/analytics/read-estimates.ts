import { and, eq, gte, lt, sql } from 'drizzle-orm'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { etaCorrections, etaObservations } from '../../db/schema/index.ts'
import { assertPeriod } from '../platform/assert-period.ts'
import type { Context } from '../platform/context.ts'
import type { CorrectionRow } from './correction-table.ts'
import { shrinkFactors } from './shrink-factors.ts'

const PERIOD_MAX_DAYS = 92

type Input = { from: Date; to: Date; market?: string; vehicleClass?: VehicleClass }

/**
 * How far off the promises were whose legs ended from `from` until before `to`, by market, class and leg, and the factor
 * that estimates are multiplied by now: of all hours, and of one market also of each local hour.
 * `maeS` is the mean of |actual − promised| and `biasS` that of actual − promised, in seconds; `medianErrorShare` the median
 * of |actual − promised| over promised; `spread` the mean absolute deviation of the logarithm of actual over plainly
 * estimated. @throws DomainError period_invalid.
 */
export async function readEstimates({ db }: Context, { from, to, market, vehicleClass }: Input) {
  assertPeriod({ from, to }, PERIOD_MAX_DAYS)
  const o = etaObservations
  const group = sql`${o.market}, ${o.vehicleClass}, ${o.leg}`
  const hour = market ? sql<number | null>`${o.hour}` : sql<number | null>`null::int`
  const errorS = sql`(${o.actualS} - ${o.predictedS})`
  const rows = await db
    .select({
      market: o.market,
      vehicleClass: o.vehicleClass,
      leg: o.leg,
      hour,
      samples: sql<number>`count(*)::int`,
      maeS: sql<number>`avg(abs${errorS})`,
      biasS: sql<number>`avg${errorS}`,
      medianErrorShare: sql<number>`percentile_cont(0.5) within group (order by abs${errorS} / ${o.predictedS})`,
    })
    .from(o)
    .where(
      and(
        gte(o.observedAt, from),
        lt(o.observedAt, to),
        market ? eq(o.market, market) : undefined,
        vehicleClass ? eq(o.vehicleClass, vehicleClass) : undefined,
      ),
    )
    .groupBy(market ? sql`grouping sets ((${group}), (${group}, ${o.hour}))` : group)
    .orderBy(group, sql`${hour} nulls first`)
  const learnt = await db
    .select()
    .from(etaCorrections)
    .where(market ? eq(etaCorrections.market, market) : undefined)
  const inForce = factorsInForce(learnt)
  return rows.map((row) => ({ ...row, ...inForce(row) }))
}

const keyOf = ({ market, vehicleClass, leg }: Pick<CorrectionRow, 'market' | 'vehicleClass' | 'leg'>) =>
  `${market} ${vehicleClass} ${leg}`

/** The factor and the spread, rows of one market, class and leg together; the spread of all hours is their mean by samples. */
function factorsInForce(learnt: readonly CorrectionRow[]) {
  const groups = Map.groupBy(learnt, keyOf)
  return (row: Pick<CorrectionRow, 'market' | 'vehicleClass' | 'leg'> & { hour: number | null }) => {
    const cells = groups.get(keyOf(row)) ?? []
    const byHour: CorrectionRow[] = []
    for (const cell of cells) byHour[cell.hour] = cell
    const { allHours, byHour: factors } = shrinkFactors(byHour)
    if (row.hour !== null)
      return { factor: factors[row.hour] as number, spread: byHour[row.hour]?.spread ?? null }
    const samples = cells.reduce((sum, cell) => sum + cell.samples, 0)
    const spread = cells.reduce((sum, cell) => sum + cell.samples * cell.spread, 0)
    return { factor: allHours, spread: samples > 0 ? spread / samples : null }
  }
}
