import type { Context } from '../platform/context.ts'
import { type Compare, readPeriods } from './read-periods.ts'
import { type PeriodSums, readSums, type SeriesFilter } from './read-sums.ts'
import type { Period } from './spans.ts'

/** The stages after the quote, by the column that counts them. */
const COLUMN_OF = {
  booked: 'booked',
  assigned: 'booked_assigned',
  collected: 'booked_collected',
  delivered: 'booked_delivered',
  completed: 'booked_completed',
} as const
type Stage = 'quoted' | keyof typeof COLUMN_OF
export const STAGES: readonly Stage[] = [
  'quoted',
  'booked',
  'assigned',
  'collected',
  'delivered',
  'completed',
]

const countOf = (stage: Stage, { quotes, all }: PeriodSums) =>
  stage === 'quoted' ? quotes : (all[COLUMN_OF[stage]] ?? 0)
const share = (a: number, b: number) => (b === 0 ? null : a / b)

/**
 * Of the quotes that were asked for in a period, how many were booked, and how far these have come until now, whenever that
 * was. A quote that was asked for before quotes were counted is only known once it was booked. @throws DomainError period_invalid.
 */
export async function readFunnel(context: Context, { compare, ...input }: Period & SeriesFilter & Compare) {
  const { period, previous } = readPeriods(input, compare)
  const periods = previous ? [period, previous] : [period]
  const needs = { columns: Object.values(COLUMN_OF), sources: new Set(['bookings', 'quotes'] as const) }
  const [now, before] = (await readSums(context, periods, input, needs)) as [PeriodSums, PeriodSums?]
  const first = countOf('quoted', now)
  const items = STAGES.map((stage, i) => {
    const count = countOf(stage, now)
    return {
      ...{ stage, count, ofQuoted: share(count, first) },
      ofPrevious: i === 0 ? null : share(count, countOf(STAGES[i - 1] as Stage, now)),
      previous: before ? countOf(stage, before) : null,
    }
  })
  return { period, previous, items }
}
