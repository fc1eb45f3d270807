import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { barsOf, dayOf, isMonth, localTime, plusDays, plusMonths, startOf, weeksOf } from './month.ts'

const at = (local: string) => new Date(local).toISOString()
const span = (from: string, to: string | null) => ({ startsAt: at(from), endsAt: to && at(to) })

describe('a month', () => {
  test('has whole weeks from Monday on that hold each of its days once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 * 200 - 1 }), (months) => {
        const month = plusMonths('1990-01', months)
        const weeks = weeksOf(month)
        const days = weeks.flat()
        expect(weeks.every((week) => startOf(week[0] as string).getDay() === 1)).toBeTrue()
        expect(new Set(days).size).toBe(days.length)
        const length = new Date(Number(month.slice(0, 4)), Number(month.slice(5)), 0).getDate()
        expect(days.filter((day) => day.startsWith(month)).length).toBe(length)
      }),
    )
  })

  test('follows the one before, over the years', () => {
    expect([plusMonths('2026-12', 1), plusMonths('2026-01', -1)]).toEqual(['2027-01', '2025-12'])
    expect(['2026-13', '2026-1', 'soon', null].some(isMonth)).toBeFalse()
  })
})

describe('bars', () => {
  const week = weeksOf('2026-11')[2] as string[]

  test('lie on the days that a period touches, its last only when it lasts into it', () => {
    const [bar] = barsOf(week, [span('2026-11-03T06:00', '2026-11-05T00:00')])
    expect(bar).toBeUndefined()
    const [own] = barsOf(week, [span('2026-11-10T06:00', '2026-11-12T00:00')])
    expect(own).toMatchObject({ at: 1, length: 2, line: 0, isStart: true, isEnd: true })
  })

  test('go on into the next week, and to the end of it without an end', () => {
    expect(barsOf(week, [span('2026-11-02T00:00', '2026-11-10T08:00')])[0]).toMatchObject({
      ...{ at: 0, length: 2, isStart: false, isEnd: true },
    })
    expect(barsOf(week, [span('2026-11-15T23:00', null)])[0]).toMatchObject({
      at: 6,
      length: 1,
      isEnd: false,
    })
  })

  test('of the same day lie below each other, and a line is used again once it is free', () => {
    const bars = barsOf(week, [
      span('2026-11-09T06:00', '2026-11-09T08:00'),
      span('2026-11-09T09:00', '2026-11-11T08:00'),
      span('2026-11-10T09:00', '2026-11-10T10:00'),
    ])
    expect(bars.map(({ line }) => line)).toEqual([0, 1, 0])
  })
})

test('a time is shown and read back by the local clock, and a day is its own neighbour’s neighbour', () => {
  expect(localTime(at('2026-11-26T07:05'))).toBe('2026-11-26T07:05')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), (count) => {
      const day = plusDays('2000-02-28', count)
      expect(plusDays(plusDays(day, 1), -1)).toBe(day)
      expect(dayOf(startOf(day))).toBe(day)
    }),
  )
})
