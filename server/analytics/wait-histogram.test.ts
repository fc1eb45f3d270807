import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { WAIT_BUCKET_MAX, WAIT_GROWTH, waitQuantileS } from './wait-histogram.ts'

const bucketOf = (seconds: number) =>
  seconds <= 1 ? 0 : Math.min(WAIT_BUCKET_MAX, Math.ceil(Math.log(seconds) / Math.log(WAIT_GROWTH) - 1e-9))

test('a quantile of the counts is within 4.8 % of that of the times themselves', () => {
  const times = fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(times, fc.constantFrom(0.5, 0.9, 0.99), (all, q) => {
      const counts = new Map<number, number>()
      for (const each of all) counts.set(bucketOf(each), (counts.get(bucketOf(each)) ?? 0) + 1)
      const exact = all.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(q * all.length)) - 1] as number
      expect(Math.abs((waitQuantileS(counts, q) as number) - exact)).toBeLessThanOrEqual(0.048 * exact)
    }),
  )
})

test('there is none of nothing', () => {
  expect(waitQuantileS(new Map(), 0.5)).toBeNull()
})
