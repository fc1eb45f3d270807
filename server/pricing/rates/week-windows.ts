/*
 * Windows of a card as half-open spans of minutes on the wall clock's week, Monday 00:00 = 0. The week is a ring of 10,080
 * minutes: a window of Sunday night goes on on Monday. Whether two of them overlap, or all of them leave a minute out, is
 * a matter of that ring alone; days that are an hour longer or shorter repeat or skip minutes of it.
 */
import type { RateWindow } from '../../../db/schema/pricing.ts'

const DAY_MINUTES = 1_440
const WEEK_MINUTES = 7 * DAY_MINUTES
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

type Times = Pick<RateWindow, 'days' | 'from' | 'to'>
type Span = { from: number; to: number }

/** Which two windows, by their places in the list, share minutes of the week, and the first such minute. */
type Overlap = { first: number; second: number; minute: number }

/** Every pair of windows that overlap, in the order of the list. */
export function findOverlaps(windows: readonly Times[]): Overlap[] {
  const spans = windows.map(spansOf)
  const overlaps: Overlap[] = []
  for (const [second, theirs] of spans.entries())
    for (const [first, ours] of spans.slice(0, second).entries()) {
      const minutes = ours.flatMap((our) =>
        theirs.map((their) => (meet(our, their) ? Math.max(our.from, their.from) : WEEK_MINUTES)),
      )
      const minute = Math.min(...minutes)
      if (minute < WEEK_MINUTES) overlaps.push({ first, second, minute })
    }
  return overlaps
}

/** The first span of the week that no window covers, from Monday on; undefined where they cover all of it. */
export function findGap(windows: readonly Times[]): Span | undefined {
  let coveredTo = 0
  const spans = windows.flatMap(spansOf).sort((a, b) => a.from - b.from)
  for (const { from, to } of [...spans, { from: WEEK_MINUTES, to: WEEK_MINUTES }]) {
    if (from > coveredTo) return { from: coveredTo, to: from }
    coveredTo = Math.max(coveredTo, to)
  }
  return undefined
}

/** A minute of the week as people say it: `Friday 23:00`. */
export function wallTimeOf(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const ofDay = minute % DAY_MINUTES
  return `${WEEKDAYS[Math.floor(minute / DAY_MINUTES) % 7]} ${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}`
}

function spansOf({ days, from, to }: Times): Span[] {
  const [begin, end] = [minuteOf(from), minuteOf(to)]
  const length = begin <= end ? end - begin : end + DAY_MINUTES - begin
  return days
    .flatMap((day) => {
      const start = (day - 1) * DAY_MINUTES + begin
      const stop = start + length
      return [
        { from: start, to: Math.min(stop, WEEK_MINUTES) },
        { from: 0, to: stop - WEEK_MINUTES },
      ]
    })
    .filter((span) => span.to > span.from)
}

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const meet = (a: Span, b: Span) => a.from < b.to && b.from < a.to
