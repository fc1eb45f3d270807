import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { type Bucket, isTimeZone, localBuckets } from './local-buckets.ts'
import { BOOKING_SPANS_S, coverPeriod, roundOutward } from './spans.ts'

const ZONES = [
  ...['UTC', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/New_York', 'Europe/Berlin'],
  ...['Australia/Lord_Howe', 'America/St_Johns', 'America/Santiago', 'Africa/Casablanca'],
]
const HOUR_MS = 3_600_000
const MAX = 2_000
const starts = (from: string, to: string, bucket: Bucket, timeZone: string) =>
  localBuckets({ from: new Date(from), to: new Date(to) }, bucket, timeZone, MAX).map(({ from }) =>
    from.toISOString(),
  )
const hours = (from: string, to: string, timeZone: string) =>
  localBuckets({ from: new Date(from), to: new Date(to) }, 'day', timeZone, MAX).map(
    ({ from, to }) => (to.getTime() - from.getTime()) / HOUR_MS,
  )

describe('local buckets', () => {
  test('of a zone half an hour off begin at its midnight', () => {
    expect(starts('2026-03-01T18:30:00Z', '2026-03-03T18:30:00Z', 'day', 'Asia/Kolkata')).toEqual([
      '2026-03-01T18:30:00.000Z',
      '2026-03-02T18:30:00.000Z',
    ])
    expect(starts('2026-03-01T18:15:00Z', '2026-03-01T20:00:00Z', 'hour', 'Asia/Kathmandu')).toEqual([
      '2026-03-01T18:15:00.000Z',
      '2026-03-01T19:15:00.000Z',
    ])
  })
  test('have 23 and 25 hours where clocks change, be it at midnight', () => {
    expect(hours('2026-03-07T05:00:00Z', '2026-03-10T04:00:00Z', 'America/New_York')).toEqual([24, 23, 24])
    expect(hours('2026-10-31T04:00:00Z', '2026-11-03T05:00:00Z', 'America/New_York')).toEqual([24, 25, 24])
    expect(hours('2026-04-04T03:00:00Z', '2026-04-06T04:00:00Z', 'America/Santiago')).toEqual([25, 24])
    expect(hours('2026-09-05T04:00:00Z', '2026-09-07T03:00:00Z', 'America/Santiago')).toEqual([24, 23])
    expect(hours('2026-04-03T13:00:00Z', '2026-04-05T13:30:00Z', 'Australia/Lord_Howe')).toEqual([24, 24.5])
  })
  test('of weeks begin on Monday, of months on the first', () => {
    expect(starts('2026-03-04T00:00:00Z', '2026-03-17T00:00:00Z', 'week', 'Europe/Berlin')).toEqual([
      '2026-03-04T00:00:00.000Z',
      '2026-03-08T23:00:00.000Z',
      '2026-03-15T23:00:00.000Z',
    ])
    expect(starts('2026-02-28T23:00:00Z', '2026-04-30T22:00:00Z', 'month', 'Europe/Berlin')).toEqual([
      '2026-02-28T23:00:00.000Z',
      '2026-03-31T22:00:00.000Z',
    ])
  })
  test('follow each other without a gap, at quarters of an hour, and show one local hour or day each', () => {
    const zone = fc.constantFrom(...ZONES)
    const bucket = fc.constantFrom('quarter', 'hour', 'day', 'week', 'month' as const)
    const quarters = fc.integer({ min: 0, max: 35_040 * 3 })
    fc.assert(
      fc.property(
        zone,
        bucket,
        quarters,
        fc.integer({ min: 1, max: 3_000 }),
        (timeZone, of, first, count) => {
          const from = new Date(Date.UTC(2025, 0, 1) + first * 900_000)
          const to = new Date(from.getTime() + count * 900_000)
          const buckets = localBuckets({ from, to }, of as Bucket, timeZone, 10_000)
          expect(buckets[0]?.from).toEqual(from)
          expect(buckets.at(-1)?.to).toEqual(to)
          const shown = new Intl.DateTimeFormat('en-CA', {
            timeZone,
            ...{ year: 'numeric', month: '2-digit', day: of === 'month' ? undefined : '2-digit' },
            ...((of === 'hour' || of === 'quarter') && { hour: '2-digit', hourCycle: 'h23' }),
          } as Intl.DateTimeFormatOptions)
          for (const [i, each] of buckets.entries()) {
            expect(each.from.getTime() % 900_000).toBe(0)
            if (i > 0) expect(each.from).toEqual(buckets[i - 1]?.to as Date)
            const lastMs = each.to.getTime() - 1
            if (of === 'quarter') expect(each.to.getTime() - each.from.getTime()).toBe(900_000)
            if (of !== 'week') expect(shown.format(each.from)).toBe(shown.format(lastMs))
          }
        },
      ),
      { numRuns: 60 },
    )
  })
  test('know the zones that there are', () => {
    expect(ZONES.every(isTimeZone)).toBe(true)
    expect(isTimeZone('Mars/Olympus')).toBe(false)
  })
})

describe('the spans of a period', () => {
  test('are the period, each once, and few', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        (first, count) => {
          const from = new Date(Date.UTC(2024, 0, 1) + first * 900_000)
          const to = new Date(from.getTime() + count * 900_000)
          let atMs = from.getTime()
          let rows = 0
          for (const segment of coverPeriod({ from, to }, BOOKING_SPANS_S)) {
            expect(segment.from.getTime()).toBe(atMs)
            expect(atMs % (segment.spanS * 1_000)).toBe(0)
            rows += (segment.to.getTime() - atMs) / (segment.spanS * 1_000)
            atMs = segment.to.getTime()
          }
          expect(atMs).toBe(to.getTime())
          expect(rows).toBeLessThanOrEqual(count / 768 + 2 * (3 + 5 + 3 + 7))
        },
      ),
    )
  })
  test('are rounded outward', () => {
    const period = { from: new Date('2026-03-01T10:01:00Z'), to: new Date('2026-03-01T10:59:59.999Z') }
    const whole = { from: new Date('2026-03-01T10:00:00Z'), to: new Date('2026-03-01T11:00:00Z') }
    expect(roundOutward(period, 900)).toEqual(whole)
    expect(roundOutward(whole, 900)).toEqual(whole)
  })
})
