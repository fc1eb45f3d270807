/*
 * What the analytics are asked, over periods that differ with each request, and the same asked of the tables that the API writes
 * to: those statements answer what can be said of it there without H3 and without times to assignment by quantile, which is
 * less than the route answers.
 */
const DAY_MS = 86_400_000

export type Question = {
  name: string
  /** Of the days before now. */
  days: number
  path: string
  raw?: (from: string, to: string) => string
}

const ended = (from: string, to: string) => `
  select b.currency, b.state, b.cancelled_by, count(*), sum(b.price_minor), avg(b.price_minor), sum(b.cancellation_fee_minor),
    count(*) filter (where (b.surge->>'multiplierPermille')::int > 1000)
  from bookings b where b.updated_at >= '${from}' and b.updated_at < '${to}' and b.state in ('completed', 'cancelled', 'unfulfilled')
  group by 1, 2, 3`
const timed = (from: string, to: string) => `
  select avg(extract(epoch from a.occurred_at - b.created_at)), percentile_cont(0.5) within group (order by a.occurred_at - b.created_at)
  from bookings b join booking_events a on a.booking_id = b.id and a.type = 'assigned'
  where b.created_at >= '${from}' and b.created_at < '${to}'`

export const QUESTIONS: readonly Question[] = [
  { name: 'live', days: 0, path: 'live' },
  { name: 'summary of a day', days: 1, path: 'summary?compare=previous' },
  {
    name: 'summary of 30 days',
    days: 30,
    path: 'summary?compare=previous',
    raw: (from, to) => `${ended(from, to)};${timed(from, to)}`,
  },
  {
    name: 'summary of a year',
    days: 365,
    path: 'summary?compare=previous',
    raw: (from, to) => `${ended(from, to)};${timed(from, to)}`,
  },
  {
    name: 'hauls of a week by hour',
    days: 7,
    path: 'timeseries?metric=completed&bucket=hour&timeZone=Asia/Kolkata',
  },
  {
    name: 'revenue of a year by day',
    days: 365,
    path: 'timeseries?metric=revenue&bucket=day&timeZone=Asia/Kolkata',
    raw: (from, to) => `
      select currency, date_trunc('day', completed_at at time zone 'Asia/Kolkata') as day, sum(price_minor) from bookings
      where completed_at >= '${from}' and completed_at < '${to}' and state = 'completed' group by 1, 2`,
  },
  {
    name: 'wait of nine in ten, of a year by day',
    days: 365,
    path: 'timeseries?metric=assignmentP90S&bucket=day&timeZone=Asia/Kolkata',
  },
  {
    name: 'revenue of two years by month',
    days: 725,
    path: 'timeseries?metric=revenue&bucket=month&timeZone=America/New_York',
  },
  { name: 'funnel of 30 days', days: 30, path: 'funnel?compare=previous' },
  {
    name: 'drivers of 30 days',
    days: 30,
    path: 'drivers?sort=utilisation',
    raw: (from, to) => `
      select driver_id, count(*), sum(price_minor), sum(distance_m) from bookings
      where completed_at >= '${from}' and completed_at < '${to}' and state = 'completed' group by 1 order by 2 desc limit 50`,
  },
  { name: 'drivers of a year', days: 365, path: 'drivers?sort=revenue' },
  {
    name: 'heatmap of demand, 7 days, resolution 9',
    days: 7,
    path: 'heatmap?metric=demand&resolution=9',
    raw: (from, to) => `
      select round((pickup->>'lat')::numeric, 3), round((pickup->>'lng')::numeric, 3), count(*) from bookings
      where created_at >= '${from}' and created_at < '${to}' group by 1, 2`,
  },
  {
    name: 'heatmap of unmet demand, 80 days, resolution 7',
    days: 80,
    path: 'heatmap?metric=unmet&resolution=7',
  },
  { name: 'heatmap of supply, 7 days, resolution 8', days: 7, path: 'heatmap?metric=supply&resolution=8' },
  { name: 'popular cells of 30 days', days: 30, path: 'cells?resolution=8' },
]

/** A period of so many days that ended some hours ago, another for each `n`. */
export function periodOf({ days }: Question, n: number, nowMs: number) {
  const toMs = nowMs - (n % 97) * 900_000
  return { from: new Date(toMs - days * DAY_MS).toISOString(), to: new Date(toMs).toISOString() }
}

/** The address that asks it. */
export function addressOf(question: Question, n: number, nowMs: number): string {
  if (question.days === 0) return `/v1/analytics/${question.path}`
  const { from, to } = periodOf(question, n, nowMs)
  return `/v1/analytics/${question.path}${question.path.includes('?') ? '&' : '?'}from=${from}&to=${to}`
}
