import { DAY_MS, dayOf, dayStart, daysLater, readDay, shownAt } from './zone-clock.ts'

export const PERIODS = ['hour', 'today', 'yesterday', '7d', '30d', '90d', 'year', 'own'] as const
export type PeriodName = (typeof PERIODS)[number]
export const COMPARISONS = ['before', 'week', 'year', 'none'] as const
export type Comparison = (typeof COMPARISONS)[number]
export type Bucket = 'quarter' | 'hour' | 'day' | 'week' | 'month'
export type Span = { fromMs: number; toMs: number }

const HOUR_MS = 3_600_000
export const QUARTER_MS = HOUR_MS / 4
/** Whole weeks, so that a year before is of the same days of the week. */
const YEAR_DAYS = 364
const WEEK_DAYS = 7
const LENGTH_DAYS = { today: 1, '7d': 7, '30d': 30, '90d': 90, year: YEAR_DAYS } as const
/** The finest buckets of which a period has few enough to be told apart. */
const BUCKETS: readonly { bucket: Bucket; longestMs: number }[] = [
  { bucket: 'quarter', longestMs: DAY_MS / 2 },
  { bucket: 'hour', longestMs: 3 * DAY_MS },
  { bucket: 'day', longestMs: 93 * DAY_MS },
  { bucket: 'week', longestMs: 400 * DAY_MS },
]

/** The first and the last day of a range, as `2026-11-24`. */
export type Days = { first: string; last: string }
type Now = { nowMs: number; timeZone: string }

/** The days of an own range; what is not said is the week until today. */
export function ownDays(said: { from: string | null; to: string | null }, { nowMs, timeZone }: Now): Days {
  const isDay = (day: string | null) => day !== null && !Number.isNaN(readDay(day, timeZone))
  const last = isDay(said.to) ? (said.to as string) : dayOf(nowMs, timeZone)
  const week = dayOf(dayStart(readDay(last, timeZone), timeZone, 1 - WEEK_DAYS), timeZone)
  return { first: isDay(said.from) ? (said.from as string) : week, last }
}

/** From when to when a period is now: at quarters of an hour, the one that is on included. */
export function spanOf(name: PeriodName, { nowMs, timeZone, days }: Now & { days: Days }): Span {
  const toMs = (Math.floor(nowMs / QUARTER_MS) + 1) * QUARTER_MS
  switch (name) {
    case 'hour':
      return { fromMs: toMs - QUARTER_MS - HOUR_MS, toMs }
    case 'yesterday':
      return { fromMs: dayStart(nowMs, timeZone, -1), toMs: dayStart(nowMs, timeZone) }
    case 'own':
      return {
        fromMs: readDay(days.first, timeZone),
        toMs: dayStart(readDay(days.last, timeZone), timeZone, 1),
      }
    default:
      return { fromMs: dayStart(nowMs, timeZone, 1 - LENGTH_DAYS[name]), toMs }
  }
}

/** What a period is compared with: the same times of the days that many days ago; one that ends before it begins with nothing. */
export function earlierOf(
  span: Span,
  { name, comparison, timeZone }: { name: PeriodName; comparison: Comparison; timeZone: string },
): Span | null {
  if (comparison === 'none' || isBackwards(span)) return null
  if (comparison === 'before' && name === 'hour') {
    const lengthMs = span.toMs - span.fromMs
    return { fromMs: span.fromMs - lengthMs, toMs: span.fromMs }
  }
  const days = { before: lengthDays(span, timeZone), week: WEEK_DAYS, year: YEAR_DAYS }[comparison]
  return {
    fromMs: daysLater(span.fromMs, timeZone, -days),
    toMs: daysLater(span.toMs, timeZone, -days),
  }
}

export const isBackwards = ({ fromMs, toMs }: Span) => fromMs >= toMs

const lengthDays = ({ fromMs, toMs }: Span, timeZone: string) =>
  Math.max(1, Math.ceil((shownAt(toMs, timeZone) - shownAt(fromMs, timeZone)) / DAY_MS))

export const bucketOf = ({ fromMs, toMs }: Span): Bucket =>
  BUCKETS.find(({ longestMs }) => toMs - fromMs <= longestMs)?.bucket ?? 'month'
