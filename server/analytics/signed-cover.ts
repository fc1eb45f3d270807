/*
 * Periods as sums and differences of spans. Where many periods follow each other, as the days of a zone whose midnight is inside
 * a span of UTC, each begins and ends with a handful of short spans. Counted from the begin of the longest span that it is
 * in, what lies before a moment is the same for the period that ends there and for the one that begins there, so it is read
 * once: a period is what lies before its end less what lies before its begin. And what lies before a moment is, level by level,
 * the children of a span that are before it, or, where these are more than half, the span less the others (as digits with signs
 * need fewer that are not zero; Avizienis, Signed-digit number representations, 1961).
 */
import { sql } from 'drizzle-orm'
import type { Period } from './spans.ts'

/** How often a span counts, by its length and begin. */
type Cover = Map<string, number>

const keyOf = (spanMs: number, startMs: number) => `${spanMs / 1_000} ${startMs}`
const floorTo = (ms: number, stepMs: number) => Math.floor(ms / stepMs) * stepMs

function add(cover: Cover, key: string, sign: number): void {
  const count = (cover.get(key) ?? 0) + sign
  if (count === 0) cover.delete(key)
  else cover.set(key, count)
}

/** Adds what lies between the begin of the longest span that a moment is in and the moment; `spansMs` from long to short. */
function addBefore(cover: Cover, atMs: number, spansMs: readonly number[], sign: number): void {
  for (const [i, childMs] of spansMs.slice(1).entries()) {
    const parentMs = spansMs[i] as number
    const [startMs, splitMs] = [floorTo(atMs, parentMs), floorTo(atMs, childMs)]
    const isMost = splitMs - startMs > parentMs / 2
    const [fromMs, toMs] = isMost ? [splitMs, startMs + parentMs] : [startMs, splitMs]
    if (isMost) add(cover, keyOf(parentMs, startMs), sign)
    for (let ms = fromMs; ms < toMs; ms += childMs) add(cover, keyOf(childMs, ms), isMost ? -sign : sign)
  }
}

/** How often each span counts in a period, which begins and ends at multiples of the shortest; `spansS` from short to long. */
export function signedCover({ from, to }: Period, spansS: readonly number[]): Cover {
  const spansMs = spansS.map((spanS) => spanS * 1_000).toReversed()
  const longestMs = spansMs[0] as number
  const cover: Cover = new Map()
  const [fromMs, toMs] = [from.getTime(), to.getTime()]
  for (let ms = floorTo(fromMs, longestMs); ms < floorTo(toMs, longestMs); ms += longestMs)
    add(cover, keyOf(longestMs, ms), 1)
  addBefore(cover, toMs, spansMs, 1)
  addBefore(cover, fromMs, spansMs, -1)
  return cover
}

/**
 * Of numbered periods: the spans that they are made of, each once, as a table `seg (i, span_s, starts_at)`, and how often each
 * counts in which as a table `member (n, i, sign)`.
 */
export function coverTables(periods: readonly Period[], spansS: readonly number[]) {
  const numbers = new Map<string, number>()
  const members = periods.flatMap((period, n) =>
    Array.from(signedCover(period, spansS), ([key, sign]) => {
      const i = numbers.get(key) ?? numbers.size
      numbers.set(key, i)
      return { n, i, sign }
    }),
  )
  const segments = Array.from(numbers, ([key, i]) => {
    const [spanS, startMs] = key.split(' ').map(Number) as [number, number]
    return { i, span_s: spanS, starts_at: new Date(startMs).toISOString() }
  })
  return {
    segments: sql`jsonb_to_recordset(${JSON.stringify(segments)}::jsonb)
      as seg (i int, span_s int, starts_at timestamptz)`,
    members: sql`jsonb_to_recordset(${JSON.stringify(members)}::jsonb) as member (n int, i int, sign int)`,
  }
}
