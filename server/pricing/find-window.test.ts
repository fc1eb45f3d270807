import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { findWindow, localTime } from './find-window.ts'
import { card, cards, DAY_MINUTES, hauls } from './testing/arbitrary-hauls.ts'

describe('a window of the local week', () => {
  const at = (iso: string, of = card) => findWindow(of, new Date(iso))?.label

  // Kolkata is at UTC+5:30; the 24th of November 2026 is a Tuesday.
  test.each([
    ['a minute before it begins', '2026-11-24T11:29:59.999Z', undefined],
    ['when it begins', '2026-11-24T11:30:00Z', 'Evening peak'],
    ['in its last second', '2026-11-24T15:29:59.999Z', 'Evening peak'],
    ['when it ends', '2026-11-24T15:30:00Z', undefined],
    ['on a day that is not its own', '2026-11-28T12:00:00Z', undefined],
    ['before one that spans midnight', '2026-11-27T16:29:59Z', undefined],
    ['when that begins, on Friday', '2026-11-27T16:30:00Z', 'Night'],
    ['at midnight', '2026-11-27T18:30:00Z', 'Night'],
    ['in its last second, on Saturday', '2026-11-27T23:29:59Z', 'Night'],
    ['when it ends', '2026-11-27T23:30:00Z', undefined],
    ['in the night from Sunday to Monday', '2026-11-29T23:00:00Z', 'Night'],
    ['in the night from Thursday to Friday', '2026-11-26T20:00:00Z', undefined],
    ['on Monday evening, which begins no night', '2026-11-30T17:00:00Z', undefined],
  ])('%s', (_, iso, label) => {
    expect(at(iso)).toBe(label as string)
  })

  test('goes by the clock on the wall when that is set forward and back', () => {
    const early = { label: 'Early', days: [7], from: '02:00', to: '03:00', multiplierPermille: 1_100 }
    const berlin = { ...card, timeZone: 'Europe/Berlin', windows: [early] }
    // On the 29th of March there is no such hour; on the 25th of October there are two of it.
    expect(at('2026-03-29T00:59:59Z', berlin)).toBeUndefined()
    expect(at('2026-03-29T01:00:00Z', berlin)).toBeUndefined()
    expect(at('2026-10-25T00:30:00Z', berlin)).toBe('Early')
    expect(at('2026-10-25T01:30:00Z', berlin)).toBe('Early')
    expect(at('2026-10-25T02:00:00Z', berlin)).toBeUndefined()
  })

  test('yields to the one before it, and one without length never comes', () => {
    const all = [1, 2, 3, 4, 5, 6, 7]
    const empty = { label: 'Empty', days: all, from: '10:00', to: '10:00', multiplierPermille: 2_000 }
    const first = { ...empty, label: 'First', from: '09:00', to: '11:00' }
    const utc = { ...card, timeZone: 'UTC' }
    expect(
      at('2026-11-24T10:00:00Z', { ...utc, windows: [empty, first, { ...first, label: 'Second' }] }),
    ).toBe('First')
    expect(at('2026-11-24T10:00:00Z', { ...utc, windows: [empty] })).toBeUndefined()
  })

  test('is found for any time exactly as by the minutes of its week', () => {
    const minutesOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
    fc.assert(
      fc.property(cards, hauls, (of, haul) => {
        const { day, time: local } = localTime(haul.at, of.timeZone)
        const minute = minutesOf(local)
        const expected = of.windows.find(({ days, from, to }) => {
          const start = minutesOf(from)
          const length = start <= minutesOf(to) ? minutesOf(to) - start : minutesOf(to) + DAY_MINUTES - start
          return days.some((begin) => {
            const sinceStart =
              ((((day - begin) * DAY_MINUTES + minute - start) % (7 * DAY_MINUTES)) + 7 * DAY_MINUTES) %
              (7 * DAY_MINUTES)
            return sinceStart < length
          })
        })
        expect(findWindow(of, haul.at)).toBe(expected as never)
      }),
      { numRuns: 2_000 },
    )
  })
})
