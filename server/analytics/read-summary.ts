import type { Context } from '../platform/context.ts'
import { comparedValuesOf, currenciesOf, METRICS, needsOf, unitOf } from './figures.ts'
import { type Compare, readPeriods } from './read-periods.ts'
import { type PeriodSums, readSums, type SeriesFilter } from './read-sums.ts'
import type { Period } from './spans.ts'

/**
 * Every figure of a period, which is rounded outward to quarters of an hour, and with `compare` that of the period of the
 * same length before it. @throws DomainError period_invalid.
 */
export async function readSummary(context: Context, { compare, ...input }: Period & SeriesFilter & Compare) {
  const { period, previous } = readPeriods(input, compare)
  const periods = previous ? [period, previous] : [period]
  const sums = await readSums(context, periods, input, needsOf(METRICS))
  const currencies = currenciesOf(sums)
  const [now, before] = sums as [PeriodSums, PeriodSums?]
  const items = METRICS.flatMap((metric) =>
    comparedValuesOf(metric, now, before, currencies).map((values) => ({
      metric,
      unit: unitOf(metric),
      ...values,
    })),
  )
  return { period, previous, items }
}
