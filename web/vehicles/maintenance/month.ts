/*
 * A month as weeks of days, and periods laid over it as bars: by local days, so that a day of daylight saving is a day like
 * any other. A month is `2026-11`, a day `2026-11-26`.
 */
export const DAYS_OF_WEEK = 7

const two = (n: number) => String(n).padStart(2, '0')
export const dayOf = (date: Date) =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
export const monthOf = (date: Date) => dayOf(date).slice(0, 7)
/** The beginning of a day, in the browser's zone. */
export const startOf = (day: string) => new Date(`${day}T00:00:00`)

export function plusDays(day: string, count: number): string {
  const date = startOf(day)
  date.setDate(date.getDate() + count)
  return dayOf(date)
}

export function plusMonths(month: string, count: number): string {
  const date = startOf(`${month}-01`)
  date.setMonth(date.getMonth() + count)
  return monthOf(date)
}

export const isMonth = (text: string | null): text is string =>
  text !== null && /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/.test(text)

/** The weeks that hold a month, from Monday on. */
export function weeksOf(month: string): string[][] {
  const first = startOf(`${month}-01`)
  let day = plusDays(dayOf(first), -((first.getDay() + 6) % DAYS_OF_WEEK))
  const weeks: string[][] = []
  while (day < `${plusMonths(month, 1)}-01`) {
    const from = day
    weeks.push(Array.from({ length: DAYS_OF_WEEK }, (_, i) => plusDays(from, i)))
    day = plusDays(from, DAYS_OF_WEEK)
  }
  return weeks
}

type Span = { startsAt: string; endsAt: string | null }
/** A period in one week: from which of its days on, over how many, on which line, and whether it begins and ends there. */
export type Bar<T> = { period: T; at: number; length: number; line: number; isStart: boolean; isEnd: boolean }

/** The bars of a week, the earliest first; what touches the same day lies on lines below each other. */
export function barsOf<T extends Span>(week: readonly string[], periods: readonly T[]): Bar<T>[] {
  const [monday, sunday] = [week[0] as string, week.at(-1) as string]
  /** Of each line, the first day that is free again. */
  const freeFrom: number[] = []
  return periods
    .map((period) => ({ period, ...daysOf(period) }))
    .filter(({ first, last }) => first <= sunday && last >= monday)
    .sort((a, b) => a.period.startsAt.localeCompare(b.period.startsAt))
    .map(({ period, first, last }) => {
      const isStart = first >= monday
      const isEnd = last <= sunday
      const at = isStart ? week.indexOf(first) : 0
      const end = isEnd ? week.indexOf(last) + 1 : DAYS_OF_WEEK
      const free = freeFrom.findIndex((day) => day <= at)
      const line = free < 0 ? freeFrom.length : free
      freeFrom[line] = end
      return { period, at, length: end - at, line, isStart, isEnd }
    })
}

const NEVER = '9999-12-31'
/** The first and the last day of a period; one that ends at midnight has none of the day that begins then. */
function daysOf({ startsAt, endsAt }: Span) {
  const first = dayOf(new Date(startsAt))
  if (endsAt === null) return { first, last: NEVER }
  return { first, last: dayOf(new Date(Math.max(Date.parse(startsAt), Date.parse(endsAt) - 1))) }
}

/** As `datetime-local` fields have it, to the minute. */
export function localTime(iso: string): string {
  const date = new Date(iso)
  return `${dayOf(date)}T${two(date.getHours())}:${two(date.getMinutes())}`
}
