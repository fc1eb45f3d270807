import type { Bucket, Span } from './period.ts'

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const DAY = { day: 'numeric', month: 'short' } as const
const WEEKDAY = { weekday: 'short', ...DAY } as const

type Options = Intl.DateTimeFormatOptions
const write = (atMs: number, timeZone: string, options: Options) =>
  new Intl.DateTimeFormat(undefined, { timeZone, ...options }).format(atMs)

/** Below a bucket of a chart, in few characters. */
export function tickLabel({ fromMs }: Span, bucket: Bucket, timeZone: string): string {
  if (bucket === 'month') return write(fromMs, timeZone, { month: 'short', year: 'numeric' })
  return write(fromMs, timeZone, bucket === 'quarter' || bucket === 'hour' ? CLOCK : DAY)
}

/** A bucket in full. */
export function bucketLabel({ fromMs, toMs }: Span, bucket: Bucket, timeZone: string): string {
  const day = (atMs: number) => write(atMs, timeZone, WEEKDAY)
  const clock = (atMs: number) => write(atMs, timeZone, CLOCK)
  if (bucket === 'day') return day(fromMs)
  if (bucket === 'quarter' || bucket === 'hour') return `${day(fromMs)}, ${clock(fromMs)} – ${clock(toMs)}`
  if (bucket === 'month') return write(fromMs, timeZone, { month: 'long', year: 'numeric' })
  return `${day(fromMs)} – ${day(toMs - 1)}`
}

/** A period in full: with the hours where it is not of whole days, with the years. */
export function spanLabel({ fromMs, toMs }: Span, timeZone: string): string {
  const isMidnight = (atMs: number) => write(atMs, timeZone, CLOCK) === '00:00'
  const isWhole = isMidnight(fromMs) && isMidnight(toMs)
  const format = new Intl.DateTimeFormat(undefined, {
    timeZone,
    ...DAY,
    year: 'numeric',
    ...(!isWhole && CLOCK),
  })
  return format.formatRange(fromMs, isWhole ? toMs - 1 : toMs)
}
