/*
 * Times to assignment are counted in buckets whose limits grow by a tenth each, so that counts of any spans add up and a
 * quantile of the sum is known within a bucket: at most 4.8 % off, and within a second below ten of them (DDSketch, Masson,
 * Rim, Lee, VLDB 2019: the relative error is (γ − 1) / (γ + 1)). The last bucket holds whatever took longer than its limit
 * of two and a half hours.
 */
export const WAIT_GROWTH = 1.1
export const WAIT_BUCKET_MAX = 96

/** In SQL: the bucket of a number of seconds. */
export const waitBucketSql = (seconds: string) =>
  `case when ${seconds} <= 1 then 0
    else least(${WAIT_BUCKET_MAX}, ceil(ln(${seconds}::float8) / ln(${WAIT_GROWTH}::float8) - 1e-9))::int end`

/** The market and class of the histogram of all of them. */
export const ALL = '*'

/** In SQL: a lateral table `s (market, vehicle_class)` of the histograms that a fact is counted in: its own, and that of all. */
export const withAllSql = (fact: string) =>
  `unnest(array[${fact}.market, '${ALL}'], array[${fact}.vehicle_class, '${ALL}']) as s (market, vehicle_class)`

/** The time that stands for a bucket, in seconds: as far, in proportion, from its upper limit as from its lower. */
const secondsOf = (bucket: number) => (bucket === 0 ? 1 : (2 * WAIT_GROWTH ** bucket) / (WAIT_GROWTH + 1))

/** The quantile `q` of counts by bucket, in seconds; null where nothing was counted. */
export function waitQuantileS(counts: ReadonlyMap<number, number>, q: number): number | null {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let rest = Math.max(1, Math.ceil(q * total))
  for (const [bucket, count] of [...counts].sort(([a], [b]) => a - b)) {
    rest -= count
    if (rest <= 0) return secondsOf(bucket)
  }
  return null
}
