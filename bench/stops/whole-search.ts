import type { TravelMatrix } from '../../server/pricing/mend-order.ts'

/**
 * The least seconds from the first place through all others to the last, by looking at every order that is not longer already
 * than the best one so far: depth first, nearest first. Slow, and with nothing in common with the search that it is compared
 * with.
 */
export function leastByWholeSearch(matrix: TravelMatrix): number {
  const home = matrix.length - 1
  const isAhead = matrix.map((_, place) => place !== 0 && place !== home)
  const nearest = matrix.map((row) =>
    row
      .map((_, to) => to)
      .filter((to) => isAhead[to])
      .toSorted((a, b) => row[a]! - row[b]!),
  )
  /** What it costs at least to get into each place, from any but itself and the drop-off. */
  const intoS = matrix.map((_, to) =>
    Math.min(
      ...matrix.slice(0, home).map((row, from) => (from === to ? Number.POSITIVE_INFINITY : row[to]!)),
    ),
  )
  let bestS = Number.POSITIVE_INFINITY
  function visit(at: number, soFarS: number, aheadS: number, left: number): void {
    if (left === 0) bestS = Math.min(bestS, soFarS + matrix[at]![home]!)
    if (left === 0 || soFarS + aheadS >= bestS) return
    for (const next of nearest[at]!) {
      if (!isAhead[next]) continue
      isAhead[next] = false
      visit(next, soFarS + matrix[at]![next]!, aheadS - intoS[next]!, left - 1)
      isAhead[next] = true
    }
  }
  const places = intoS.slice(1)
  visit(
    0,
    0,
    places.reduce((sum, into) => sum + into, 0),
    home - 1,
  )
  return bestS
}
