import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { bucketOf, earlierOf, ownDays, PERIODS, spanOf } from './period.ts'
import { dayOf, dayStart, shownAt } from './zone-clock.ts'

const NEW_YORK = 'America/New_York'
const at = (ms: number) => new Date(ms).toISOString()
const NO_DAYS = { first: '', last: '' }
const told = (name: (typeof PERIODS)[number], now: string, timeZone: string) => {
  const span = spanOf(name, { nowMs: Date.parse(now), timeZone, days: NO_DAYS })
  return [at(span.fromMs), at(span.toMs)]
}

describe('a period', () => {
  test('of days begins at a midnight of the zone and ends with the quarter of an hour that is on', () => {
    const now = '2026-11-25T20:07:30Z'
    expect(told('today', now, 'Asia/Kolkata')).toEqual([
      '2026-11-25T18:30:00.000Z',
      '2026-11-25T20:15:00.000Z',
    ])
    expect(told('7d', now, 'Asia/Kolkata')).toEqual(['2026-11-19T18:30:00.000Z', '2026-11-25T20:15:00.000Z'])
    expect(told('yesterday', now, 'UTC')).toEqual(['2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z'])
  })
  test('of the last hour has at least all of it', () => {
    expect(told('hour', '2026-11-25T20:07:30Z', 'UTC')).toEqual([
      '2026-11-25T19:00:00.000Z',
      '2026-11-25T20:15:00.000Z',
    ])
  })
  test('of own days has the first and the last of them, however long they are', () => {
    const days = { first: '2026-10-31', last: '2026-11-01' }
    const span = spanOf('own', { nowMs: 0, timeZone: NEW_YORK, days })
    expect([at(span.fromMs), at(span.toMs)]).toEqual(['2026-10-31T04:00:00.000Z', '2026-11-02T05:00:00.000Z'])
  })
  test('whose days are not said is the week until today', () => {
    const now = { nowMs: Date.parse('2026-11-25T20:07:30Z'), timeZone: 'Asia/Kolkata' }
    expect(ownDays({ from: null, to: 'nonsense' }, now)).toEqual({ first: '2026-11-20', last: '2026-11-26' })
    expect(ownDays({ from: '2026-01-02', to: '2026-01-05' }, now)).toEqual({
      first: '2026-01-02',
      last: '2026-01-05',
    })
  })
})

describe('what a period is compared with', () => {
  test('is as long by the clock, and of the same times of the day, over a change of the clocks too', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Kolkata', NEW_YORK, 'Europe/Berlin')
    const name = fc.constantFrom(...PERIODS.filter((each) => each !== 'hour' && each !== 'own'))
    const comparison = fc.constantFrom('before', 'week', 'year' as const)
    const minute = fc.integer({ min: 0, max: 525_600 })
    fc.assert(
      fc.property(zones, name, comparison, minute, (timeZone, of, to, minutes) => {
        const nowMs = Date.UTC(2026, 0, 1) + minutes * 60_000
        const span = spanOf(of, { nowMs, timeZone, days: NO_DAYS })
        const earlier = earlierOf(span, { name: of, comparison: to, timeZone })
        if (!earlier) throw new Error('nothing to compare with')
        expect(earlier.fromMs).toBe(dayStart(earlier.fromMs, timeZone))
        const clock = (ms: number) => shownAt(ms, timeZone) % 86_400_000
        // An hour that the clocks leave out has no same time.
        if (Math.abs(clock(earlier.toMs) - clock(span.toMs)) !== 3_600_000)
          expect(clock(earlier.toMs)).toBe(clock(span.toMs))
        if (to === 'before') expect(earlier.toMs).toBeLessThanOrEqual(span.fromMs)
        if (to !== 'before') expect(dayOf(span.fromMs, timeZone)).not.toBe(dayOf(earlier.fromMs, timeZone))
      }),
    )
  })
  test('is nothing where nothing is wanted, and of an hour the time right before', () => {
    const span = { fromMs: 4_500_000, toMs: 9_000_000 }
    const of = { name: 'hour', timeZone: 'UTC' } as const
    expect(earlierOf(span, { ...of, comparison: 'none' })).toBeNull()
    expect(earlierOf(span, { ...of, comparison: 'before' })).toEqual({ fromMs: 0, toMs: 4_500_000 })
  })
})

test('the buckets of a period are fine where it is short', () => {
  const hour = 3_600_000
  const bucket = (hours: number) => bucketOf({ fromMs: 0, toMs: hours * hour })
  expect([1, 12, 13, 72, 24 * 7, 24 * 90, 24 * 364, 24 * 700].map(bucket)).toEqual([
    ...(['quarter', 'quarter', 'hour', 'hour'] as const),
    ...(['day', 'day', 'week', 'month'] as const),
  ])
})
