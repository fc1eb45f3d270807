import { invalid } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { comparedValuesOf, currenciesOf, type Metric, needsOf } from './figures.ts'
import { type Bucket, isTimeZone, localBuckets } from './local-buckets.ts'
import { type Compare, readPeriods } from './read-periods.ts'
import { type PeriodSums, readSums, type SeriesFilter } from './read-sums.ts'
import type { Period } from './spans.ts'

/** Six weeks of hours, three years of days. */
const BUCKETS_MAX = 1_100

type Input = Period & SeriesFilter & Compare & { metric: Metric; bucket: Bucket; timeZone: string }

/**
 * A figure over time, in buckets of a time zone's clock, those included in which nothing happened; the first and the last are
 * cut to the period, which is rounded outward to quarters of an hour. With `compare` each stands beside the bucket of the
 * same number in the period before. @throws DomainError period_invalid, time_zone_unknown.
 */
export async function readTimeseries(
  context: Context,
  { metric, bucket, timeZone, compare, ...input }: Input,
) {
  if (!isTimeZone(timeZone))
    throw invalid('time_zone_unknown', 'timeZone', 'Must be a name of the IANA time zone database.')
  const { period, previous } = readPeriods(input, compare)
  const cut = (whole: Period | null) => (whole ? localBuckets(whole, bucket, timeZone, BUCKETS_MAX) : [])
  const [buckets, before] = [cut(period), cut(previous)]
  if (buckets.length > BUCKETS_MAX)
    throw invalid('period_invalid', 'to', `The period may have at most ${BUCKETS_MAX} buckets.`)
  const sums = await readSums(context, [...buckets, ...before], input, needsOf([metric]))
  const currencies = currenciesOf(sums)
  const items = buckets.flatMap(({ from, to }, i) => {
    const [startsAt, endsAt] = [from.toISOString(), to.toISOString()]
    return comparedValuesOf(metric, sums[i] as PeriodSums, sums[buckets.length + i], currencies).map(
      (values) => ({ startsAt, endsAt, ...values }),
    )
  })
  return { period, previous, items }
}
