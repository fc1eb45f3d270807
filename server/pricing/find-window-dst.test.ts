import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { findWindow } from './find-window.ts'
import { DAY_MINUTES, rateWindows } from './testing/arbitrary-hauls.ts'
import { minutesOfWeek } from './testing/minutes-of-week.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** When the clocks of 2026 are set; Kolkata's never are, there it is any two instants. */
const CHANGES: Record<string, { forward: string; back: string }> = {
  'Europe/Berlin': { forward: '2026-03-29T01:00Z', back: '2026-10-25T01:00Z' },
  'America/New_York': { forward: '2026-03-08T07:00Z', back: '2026-11-01T06:00Z' },
  'Australia/Lord_Howe': { forward: '2026-10-03T15:30Z', back: '2026-04-04T15:00Z' },
  'Asia/Kolkata': { forward: '2026-03-28T20:00Z', back: '2026-10-24T20:00Z' },
}
/** How long a night from 22:00 to 05:00 is whose clock is set forward, and back. */
const NIGHTS_MINUTES: Record<string, [number, number]> = {
  'Europe/Berlin': [360, 480],
  'America/New_York': [360, 480],
  'Australia/Lord_Howe': [390, 450],
  'Asia/Kolkata': [420, 420],
}
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const night = { label: 'Night', days: EVERY_DAY, from: '22:00', to: '05:00', multiplierPermille: 1_100 }
describe.each(Object.keys(CHANGES))('in %s', (timeZone) => {
  const { forward, back } = CHANGES[timeZone] as { forward: string; back: string }

  test('a window is found around a change of the clocks as on the calendar of the zone', () => {
    fc.assert(
      fc.property(
        fc.array(rateWindows, { maxLength: 5 }),
        fc.constantFrom(forward, back),
        fc.array(fc.integer({ min: -36 * HOUR_MS, max: 36 * HOUR_MS }), { minLength: 20, maxLength: 20 }),
        (windows, change, offsetsMs) => {
          const weeks = windows.map(minutesOfWeek)
          for (const offsetMs of offsetsMs) {
            const atMs = Date.parse(change) + offsetMs
            const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone)
            const minute = (local.dayOfWeek - 1) * DAY_MINUTES + local.hour * 60 + local.minute
            const expected = windows[weeks.findIndex((week) => week[minute] === 1)]
            expect(findWindow({ timeZone, windows }, new Date(atMs))).toBe(expected)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('a night is as long as it is that night', () => {
    const lengthAround = (change: string) => {
      const nearby = Array.from({ length: 24 * 60 }, (_, n) => Date.parse(change) + (n - 720) * MINUTE_MS)
      const isNight = (atMs: number) => findWindow({ timeZone, windows: [night] }, new Date(atMs)) === night
      return nearby.filter(isNight).length
    }
    expect([lengthAround(forward), lengthAround(back)]).toEqual(NIGHTS_MINUTES[timeZone] as [number, number])
  })
})

test('on Lord Howe the half hour that is skipped never comes, and the one that is doubled comes twice', () => {
  const at = (from: string, to: string, iso: string) =>
    findWindow({ timeZone: 'Australia/Lord_Howe', windows: [{ ...night, from, to }] }, new Date(iso))?.label
  expect(at('02:00', '02:30', '2026-10-03T15:29:59Z')).toBeUndefined()
  expect(at('02:00', '02:30', '2026-10-03T15:30:00Z')).toBeUndefined()
  expect(at('01:30', '02:00', '2026-04-04T14:30:00Z')).toBe('Night')
  expect(at('01:30', '02:00', '2026-04-04T15:00:00Z')).toBe('Night')
  expect(at('01:30', '02:00', '2026-04-04T15:30:00Z')).toBeUndefined()
})

test('a window to 24:00 has the last minute of its day, and not the first of the next', () => {
  const windows = [{ ...night, days: [7], from: '00:00', to: '24:00' }]
  const at = (iso: string) => findWindow({ timeZone: 'UTC', windows }, new Date(iso))?.label
  expect(at('2026-11-28T23:59:59Z')).toBeUndefined()
  expect(at('2026-11-29T00:00:00Z')).toBe('Night')
  expect(at('2026-11-29T23:59:59Z')).toBe('Night')
  expect(at('2026-11-30T00:00:00Z')).toBeUndefined()
})
