import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { dayOf, plusDays } from './month.ts'
import { daysBetween, gripsOf, movedBy, shiftOf } from './move-period.ts'

const at = (local: string) => new Date(local).toISOString()
const span = { startsAt: at('2026-10-20T08:00'), endsAt: at('2026-10-22T17:30') }

test('a period that is moved keeps its times of day, over daylight saving too', () => {
  fc.assert(
    fc.property(fc.integer({ min: -400, max: 400 }), (days) => {
      const moved = movedBy(span, shiftOf('whole', days))
      const [from, to] = [moved?.startsAt, moved?.endsAt].map((iso) => new Date(iso as string))
      expect(dayOf(from as Date)).toBe(plusDays('2026-10-20', days))
      expect([from?.getHours(), to?.getHours(), to?.getMinutes()]).toEqual([8, 17, 30])
      expect(daysBetween('2026-10-20', dayOf(from as Date))).toBe(days)
    }),
  )
})

test('an end is moved by itself, and never past the other', () => {
  expect(movedBy(span, shiftOf('end', 2))).toEqual({ ...span, endsAt: at('2026-10-24T17:30') })
  expect(movedBy(span, shiftOf('start', 2))).toEqual({ ...span, startsAt: at('2026-10-22T08:00') })
  expect([movedBy(span, shiftOf('end', -3)), movedBy(span, shiftOf('start', 3))]).toEqual([null, null])
  const endless = { ...span, endsAt: null }
  expect(movedBy(endless, shiftOf('start', 40))?.endsAt).toBeNull()
})

test('of what has begun only the end can be moved, of what is over nothing', () => {
  const of = (state: 'planned' | 'under_way' | 'ended', endsAt: string | null) => gripsOf({ state, endsAt })
  expect(of('planned', span.endsAt)).toEqual(['whole', 'start', 'end'])
  expect(of('planned', null)).toEqual(['whole', 'start'])
  expect(of('under_way', span.endsAt)).toEqual(['end'])
  expect(of('under_way', null)).toEqual([])
  expect(of('ended', span.endsAt)).toEqual([])
})
