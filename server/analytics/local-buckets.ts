/*
 * The quarters of an hour, hours, days, weeks and months of a time zone as periods of time. A local time that a change of the clocks skips begins
 * at the change; one that comes twice begins at the first. So a day is 23 to 25 hours long where clocks change, and the
 * periods follow each other without a gap. Weeks begin on Monday.
 */
import type { Period } from './spans.ts'

export const BUCKETS = ['quarter', 'hour', 'day', 'week', 'month'] as const
export type Bucket = (typeof BUCKETS)[number]

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const QUARTER_MS = HOUR_MS / 4

/** What the clocks of a zone show at a moment, as milliseconds of a UTC clock that shows the same. */
type Clocks = (atMs: number) => number

/** @throws RangeError where there is no such zone. */
function clocksOf(timeZone: string): Clocks {
  const fields = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const
  const format = new Intl.DateTimeFormat('en-US', { timeZone, ...fields, hourCycle: 'h23' })
  return (atMs) => {
    const parts = Object.fromEntries(
      format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]),
    )
    const { year, month, day, hour, minute, second } = parts as Record<string, number>
    return Date.UTC(year as number, (month as number) - 1, day, hour, minute, second)
  }
}

/** Whether there is such a time zone. One that is told by its offset is none: it may be no whole number of quarters. */
export function isTimeZone(timeZone: string): boolean {
  if (/^[+-]/.test(timeZone)) return false
  try {
    return clocksOf(timeZone) !== undefined
  } catch {
    return false
  }
}

/** When the clocks of a zone first show a time, or have passed it. */
function instantOf(localTimeMs: number, localMs: Clocks): number {
  const offsetMs = (atMs: number) => localMs(atMs) - atMs
  const before = localTimeMs - offsetMs(localTimeMs - DAY_MS)
  if (localMs(before) === localTimeMs) return before
  const after = localTimeMs - offsetMs(localTimeMs + DAY_MS)
  return localMs(after) === localTimeMs ? after : before
}

/** The midnight that ends the day, the week or the month that a local time is in. */
function nextMidnight(localTimeMs: number, bucket: 'day' | 'week' | 'month'): number {
  const at = new Date(localTimeMs)
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  if (bucket === 'month') return Date.UTC(year, month + 1, 1)
  const midnight = Date.UTC(year, month, at.getUTCDate())
  if (bucket === 'day') return midnight + DAY_MS
  const monday = midnight - ((at.getUTCDay() + 6) % 7) * DAY_MS
  return monday + 7 * DAY_MS
}

/** The end of the bucket that a moment is in. */
function endOfBucket(atMs: number, bucket: Bucket, localMs: Clocks): number {
  // All zones are whole quarters off.
  if (bucket === 'quarter') return atMs - (atMs % QUARTER_MS) + QUARTER_MS
  const local = localMs(atMs)
  if (bucket !== 'hour') return instantOf(nextMidnight(local, bucket), localMs)
  const nextMs = atMs - (((local % HOUR_MS) + HOUR_MS) % HOUR_MS) + HOUR_MS
  const pastHourMs = localMs(nextMs) % HOUR_MS
  // Where clocks change by half an hour, one hour is that much shorter or longer.
  return nextMs - (nextMs - pastHourMs > atMs ? pastHourMs : 0)
}

/** The local buckets that a period is in, each cut to the period; at most `max` and one more. */
export function localBuckets({ from, to }: Period, bucket: Bucket, timeZone: string, max: number): Period[] {
  const localMs = clocksOf(timeZone)
  const buckets: Period[] = []
  for (let atMs = from.getTime(); atMs < to.getTime() && buckets.length <= max; ) {
    const toMs = endOfBucket(atMs, bucket, localMs)
    buckets.push({ from: new Date(atMs), to: new Date(Math.min(toMs, to.getTime())) })
    atMs = toMs
  }
  return buckets
}
