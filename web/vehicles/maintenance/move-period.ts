import type { Maintenance } from '../../api/types.ts'
import { startOf } from './month.ts'

/** What a period is taken by: all of it, or one of its ends. */
export type Grip = 'whole' | 'start' | 'end'
type Span = Pick<Maintenance, 'startsAt' | 'endsAt'>

const DAY_MS = 86_400_000
/** Days from one to another; a day of daylight saving is a day like any other. */
export const daysBetween = (from: string, to: string) =>
  Math.round((startOf(to).getTime() - startOf(from).getTime()) / DAY_MS)

/** What of a period can still be moved: of what has begun its end, of what is over nothing. */
export function gripsOf({ state, endsAt }: Pick<Maintenance, 'state' | 'endsAt'>): readonly Grip[] {
  const end: Grip[] = endsAt === null ? [] : ['end']
  if (state === 'planned') return ['whole', 'start', ...end]
  return state === 'under_way' ? end : []
}

/** So many local days later, at the same time of day. */
function laterBy(iso: string, days: number): string {
  const date = new Date(iso)
  date.setDate(date.getDate() + days)
  return date.toISOString()
}

/** By how many days the beginning and the end are moved. */
export type Shift = { start: number; end: number }
export const shiftOf = (grip: Grip, days: number): Shift => ({
  start: grip === 'end' ? 0 : days,
  end: grip === 'start' ? 0 : days,
})

/** A period with its ends moved; null where its end would no longer come after its beginning. */
export function movedBy({ startsAt, endsAt }: Span, { start, end }: Shift): Span | null {
  const moved = {
    startsAt: start === 0 ? startsAt : laterBy(startsAt, start),
    endsAt: end === 0 || endsAt === null ? endsAt : laterBy(endsAt, end),
  }
  return moved.endsAt === null || Date.parse(moved.startsAt) < Date.parse(moved.endsAt) ? moved : null
}
