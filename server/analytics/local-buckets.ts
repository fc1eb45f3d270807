/*
 * The hours, days, weeks and months of a time zone as periods of time. A local time that a change of the clocks skips begins
 * at the change; one that comes twice begins at the first. So a day is 23 to 25 hours long where clocks change, and the
 * periods follow each other without a gap. Weeks begin on Monday.
 */
import type { Period } from './spans.ts'

export const BUCKETS = ['hour', 'day', 'week', 'month'] as const
export type Bucket = (typeof BUCKETS)[number]

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    const fields = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    } as const
    format = new Intl.DateTimeFormat('en-US', { timeZone, ...fields, second: 'numeric', hourCycle: 'h23' })
    formats.set(timeZone, format)
  }
  return format
}

/** Whether there is such a time zone. One that is told by its offset is none: it may be no whole number of quarters. */
export function isTimeZone(timeZone: string): boolean {
  if (/^[+-]/.test(timeZone)) return false
  try {
    return formatOf(timeZone) !== undefined
  } catch {
    return false
  }
}

/** What the clocks of a zone show, as milliseconds of a UTC clock that shows the same. */
function localMs(atMs: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year, month, day, hour, minute, second } = parts as Record<string, number>
  return Date.UTC(year as number, (month as number) - 1, day, hour, minute, second)
}

const offsetMs = (atMs: number, timeZone: string) => localMs(atMs, timeZone) - atMs

/** When the clocks of a zone first show a time, or have passed it. */
function instantOf(localTimeMs: number, timeZone: string): number {
  const before = localTimeMs - offsetMs(localTimeMs - DAY_MS, timeZone)
  if (localMs(before, timeZone) === localTimeMs) return before
  const after = localTimeMs - offsetMs(localTimeMs + DAY_MS, timeZone)
  return localMs(after, timeZone) === localTimeMs ? after : before
}

/** Midnight of the day, the week or the month that a local time is in, and of the one after it. */
function localBounds(localTimeMs: number, bucket: Exclude<Bucket, 'hour'>): [number, number] {
  const at = new Date(localTimeMs)
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  if (bucket === 'month') return [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)]
  const midnight = Date.UTC(year, month, at.getUTCDate())
  if (bucket === 'day') return [midnight, midnight + DAY_MS]
  const monday = midnight - ((at.getUTCDay() + 6) % 7) * DAY_MS
  return [monday, monday + 7 * DAY_MS]
}

/** The bucket that a moment is in. */
function bucketAt(atMs: number, bucket: Bucket, timeZone: string): { fromMs: number; toMs: number } {
  const local = localMs(atMs, timeZone)
  if (bucket !== 'hour') {
    const [from, to] = localBounds(local, bucket)
    return { fromMs: instantOf(from, timeZone), toMs: instantOf(to, timeZone) }
  }
  const fromMs = atMs - (((local % HOUR_MS) + HOUR_MS) % HOUR_MS)
  const nextMs = fromMs + HOUR_MS
  const pastHourMs = localMs(nextMs, timeZone) % HOUR_MS
  // Where clocks change by half an hour, one hour is that much shorter or longer.
  return { fromMs, toMs: nextMs - (nextMs - pastHourMs > atMs ? pastHourMs : 0) }
}

/** The local buckets that a period is in, each cut to the period; at most `max` and one more. */
export function localBuckets({ from, to }: Period, bucket: Bucket, timeZone: string, max: number): Period[] {
  const buckets: Period[] = []
  for (let atMs = from.getTime(); atMs < to.getTime() && buckets.length <= max; ) {
    const { toMs } = bucketAt(atMs, bucket, timeZone)
    buckets.push({ from: new Date(atMs), to: new Date(Math.min(toMs, to.getTime())) })
    atMs = toMs
  }
  return buckets
}
