/*
 * Rollups are kept in spans of several lengths, each aligned to the epoch and a whole number of the next shorter ones, so
 * that any period is the sum of few rows: the longest spans that fit into its middle, shorter ones towards its edges (the
 * canonical cover of a segment tree, de Berg et al., Computational Geometry, chapter 10). A quarter of an hour is the
 * shortest because every time zone of today is a whole number of quarters away from UTC: local hours and days are sums
 * of them too. A period of n days takes at most n / 8 + 30 rows of each series.
 */
import { sql } from 'drizzle-orm'

export const QUARTER_S = 900
const HOUR_S = 3_600
export const DAY_S = 86_400

export const BOOKING_SPANS_S = [QUARTER_S, HOUR_S, 6 * HOUR_S, DAY_S, 8 * DAY_S] as const
export const CELL_SPANS_S = [HOUR_S, DAY_S, 8 * DAY_S] as const
/** Of free drivers by cell, which are in most cells at every hour. */
export const SUPPLY_CELL_SPANS_S = [HOUR_S, 6 * HOUR_S, DAY_S, 8 * DAY_S] as const
/** Of drivers, of whom there are many more than of series; the hours at the edges are taken from the facts. */
export const DRIVER_SPANS_S = [DAY_S, 4 * DAY_S, 16 * DAY_S, 64 * DAY_S] as const

export type Period = { from: Date; to: Date }
/** The spans of one length that begin from `from` until before `to`. */
type Segment = Period & { spanS: number }

/** The period made whole: its start back and its end on to the next multiple of `stepS` seconds. */
export function roundOutward({ from, to }: Period, stepS: number): Period {
  const stepMs = stepS * 1_000
  return {
    from: new Date(Math.floor(from.getTime() / stepMs) * stepMs),
    to: new Date(Math.ceil(to.getTime() / stepMs) * stepMs),
  }
}

/** The fewest spans that are the period, which begins and ends at multiples of the shortest; `spansS` from short to long. */
export function coverPeriod({ from, to }: Period, spansS: readonly number[]): Segment[] {
  const segments: Segment[] = []
  cover(from.getTime(), to.getTime(), spansS.length - 1, spansS, segments)
  return segments
}

function cover(fromMs: number, toMs: number, level: number, spansS: readonly number[], segments: Segment[]) {
  const spanS = spansS[level]
  if (spanS === undefined || fromMs >= toMs) return
  const spanMs = spanS * 1_000
  const innerFromMs = Math.ceil(fromMs / spanMs) * spanMs
  const innerToMs = Math.floor(toMs / spanMs) * spanMs
  if (innerFromMs >= innerToMs) return cover(fromMs, toMs, level - 1, spansS, segments)
  cover(fromMs, innerFromMs, level - 1, spansS, segments)
  segments.push({ spanS, from: new Date(innerFromMs), to: new Date(innerToMs) })
  cover(innerToMs, toMs, level - 1, spansS, segments)
}

/** The segments of a period as a table `seg (span_s, from_at, to_at)`, to be joined with a rollup. */
export function segmentTable(period: Period, spansS: readonly number[]) {
  const rows = coverPeriod(period, spansS).map(({ spanS, from, to }) => ({
    span_s: spanS,
    from_at: from.toISOString(),
    to_at: to.toISOString(),
  }))
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as seg (span_s int, from_at timestamptz, to_at timestamptz)`
}
