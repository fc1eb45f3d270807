/* Days of a time zone, which are 23 to 25 hours long where clocks change. */
const FIELDS = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
  hourCycle: 'h23',
} as const
export const DAY_MS = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', { timeZone, ...FIELDS })
  formats.set(timeZone, made)
  return made
}

/** What the clocks of a zone show at a moment, as milliseconds of a UTC clock that shows the same. */
export function shownAt(atMs: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(atMs)
  const get = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  return Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'))
}

/** When the clocks of a zone first show a time; of one that a change skips, as much later as was skipped. */
function momentOf(shownMs: number, timeZone: string): number {
  const offsetMs = (atMs: number) => shownAt(atMs, timeZone) - atMs
  const before = shownMs - offsetMs(shownMs - DAY_MS)
  if (shownAt(before, timeZone) === shownMs) return before
  const after = shownMs - offsetMs(shownMs + DAY_MS)
  return shownAt(after, timeZone) === shownMs ? after : before
}

/** The midnight that a day of a zone begins at, so many days after the one of a moment. */
export function dayStart(atMs: number, timeZone: string, daysLater = 0): number {
  const shownMs = shownAt(atMs, timeZone)
  return momentOf(shownMs - (shownMs % DAY_MS) + daysLater * DAY_MS, timeZone)
}

/** The same time by the clock, so many days later. */
export const daysLater = (atMs: number, timeZone: string, days: number) =>
  momentOf(shownAt(Math.floor(atMs / 1_000) * 1_000, timeZone) + days * DAY_MS, timeZone)

/** The midnight that begins a day written as `2026-11-24`; not a number where it is no day. */
export function readDay(day: string, timeZone: string): number {
  const shownMs = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(shownMs) ? shownMs : momentOf(shownMs, timeZone)
}

/** The day of a moment in a zone, as `2026-11-24`. */
export const dayOf = (atMs: number, timeZone: string) =>
  new Date(shownAt(atMs, timeZone)).toISOString().slice(0, 10)
