import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { DAY_MINUTES, rateWindows } from '../testing/arbitrary-hauls.ts'
import { minutesOfWeek, WEEK_MINUTES } from '../testing/minutes-of-week.ts'
import { findGap, findOverlaps, wallTimeOf } from './week-windows.ts'

/** Windows that begin and end at few times of the day, so that they touch, and whole days among them. */
const coarse = fc
  .record({ window: rateWindows, from: fc.nat(7), hours: fc.integer({ min: 1, max: 8 }) })
  .map(({ window, from, hours }) => {
    const two = (hour: number) => `${String(hour).padStart(2, '0')}:00`
    const end = from * 3 + hours * 3
    return { ...window, from: two(from * 3), to: end === 24 ? '24:00' : two(end % 24) }
  })
const lists = fc.array(fc.oneof(rateWindows, coarse), { maxLength: 4 })

describe('windows of a week', () => {
  test('overlap exactly where two of them have the same minute, and the first such minute is told', () => {
    fc.assert(
      fc.property(lists, (windows) => {
        const minutes = windows.map(minutesOfWeek)
        const expected = minutes.flatMap((theirs, second) =>
          minutes.slice(0, second).flatMap((ours, first) => {
            const minute = ours.findIndex((has, at) => has === 1 && theirs[at] === 1)
            return minute === -1 ? [] : [{ first, second, minute }]
          }),
        )
        expect(findOverlaps(windows)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  test('leave out exactly the minutes that none of them has, the first of these are told', () => {
    const days = [1, 2, 3, 4, 5, 6, 7]
    const most = { label: 'All', days, from: '03:00', to: '02:00', multiplierPermille: 1_000 }
    fc.assert(
      fc.property(lists, fc.boolean(), (some, hasMost) => {
        const windows = [...some, ...(hasMost ? [most] : [])]
        const weeks = windows.map(minutesOfWeek)
        const isCovered = Array.from({ length: WEEK_MINUTES }, (_, minute) =>
          weeks.some((week) => week[minute] === 1),
        )
        const from = isCovered.indexOf(false)
        const to = isCovered.indexOf(true, from)
        const expected = from === -1 ? undefined : { from, to: to === -1 ? WEEK_MINUTES : to }
        expect(findGap(windows)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  test('may touch, and cover a week from Sunday night on', () => {
    const days = [1, 2, 3, 4, 5, 6, 7]
    const day = { label: 'Day', days, from: '06:00', to: '22:00', multiplierPermille: 1_000 }
    const windows = [day, { ...day, label: 'Night', from: '22:00', to: '06:00' }]
    expect(findOverlaps(windows)).toEqual([])
    expect(findGap(windows)).toBeUndefined()
  })

  test('are told as people say them', () => {
    expect(wallTimeOf(0)).toBe('Monday 00:00')
    expect(wallTimeOf(4 * DAY_MINUTES + 23 * 60 + 5)).toBe('Friday 23:05')
  })
})
