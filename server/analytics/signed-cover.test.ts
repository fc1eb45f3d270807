import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { localBuckets } from './local-buckets.ts'
import { signedCover } from './signed-cover.ts'
import { BOOKING_SPANS_S, coverPeriod, type Period } from './spans.ts'

const QUARTER_MS = 900_000
const DAY_MS = 86_400_000
const at = (quarter: number) => new Date(quarter * QUARTER_MS)

/** How often each quarter of an hour is in a cover. */
function quartersOf(cover: ReadonlyMap<string, number>): Map<number, number> {
  const counts = new Map<number, number>()
  for (const [key, sign] of cover) {
    const [spanS, startMs] = key.split(' ').map(Number) as [number, number]
    for (let ms = startMs; ms < startMs + spanS * 1_000; ms += QUARTER_MS) {
      const quarter = ms / QUARTER_MS
      counts.set(quarter, (counts.get(quarter) ?? 0) + sign)
    }
  }
  return new Map([...counts].filter(([, count]) => count !== 0))
}

test('what spans add and take is the period, each quarter of an hour once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_900_000, max: 1_910_000 }), fc.nat(5_000), (from, length) => {
      const counts = quartersOf(signedCover({ from: at(from), to: at(from + length) }, BOOKING_SPANS_S))
      expect([...counts].sort(([a], [b]) => a - b)).toEqual(
        Array.from({ length }, (_, i) => [from + i, 1] as [number, number]),
      )
    }),
    { numRuns: 300 },
  )
})

test('the days of a zone whose midnight is at a half hour are made of less than half the spans', () => {
  const year = { from: new Date(Date.UTC(2026, 0, 1)), to: new Date(Date.UTC(2027, 0, 1)) }
  const days: Period[] = localBuckets(year, 'day', 'Asia/Kolkata', 400)
  const read = new Set(days.flatMap((day) => [...signedCover(day, BOOKING_SPANS_S).keys()]))
  const apart = days
    .flatMap((day) => coverPeriod(day, BOOKING_SPANS_S))
    .reduce((sum, { spanS, from, to }) => sum + (to.getTime() - from.getTime()) / (spanS * 1_000), 0)
  expect(days.at(-1)?.to.getTime()).toBe(year.from.getTime() + 365 * DAY_MS)
  expect(read.size).toBeLessThan(apart / 2)
})
