/*
 * The order of stops that takes the least driving from the pickup through all of them to the drop-off: a shortest
 * Hamiltonian path between two fixed ends. Exact, by dynamic programming over the sets of stops that are behind (Held and
 * Karp, "A Dynamic Programming Approach to Sequencing Problems", 1962): n² · 2ⁿ steps at the most. A way is given up as
 * soon as what is sure to come makes it no better than one that is known: each stop ahead, and the drop-off, costs at
 * least its cheapest way in. The known one is the better of the given order and of going to the nearest stop next, each
 * mended (mend-order.ts).
 */
import { durationOf, mendOrder, nearestNext, type TravelMatrix } from './mend-order.ts'

/**
 * The indices of the stops, from 0, in the order that takes the least driving; the given one where none takes less.
 * `matrix` has the seconds from each place to each: the pickup first, the drop-off last, at least these two.
 */
export function orderStops(matrix: TravelMatrix): number[] {
  const given = Array.from({ length: matrix.length - 2 }, (_, stop) => stop)
  const known = [given, mendOrder(matrix, given), mendOrder(matrix, nearestNext(matrix))].reduce(
    (best, order) => (durationOf(matrix, order) < durationOf(matrix, best) ? order : best),
  )
  return given.length < 3 && known === given
    ? given
    : (findShorter(matrix, durationOf(matrix, known)) ?? known)
}

/** An order that takes less than `knownS` seconds, and the least of all; null where there is none. */
function findShorter(matrix: TravelMatrix, knownS: number): number[] | null {
  const n = matrix.length - 2
  const between = Float64Array.from({ length: n * n }, (_, i) => matrix[Math.floor(i / n) + 1]![(i % n) + 1]!)
  const home = Float64Array.from({ length: n }, (_, stop) => matrix[stop + 1]![n + 1]!)
  const aheadS = cheapestAhead(matrix)
  const all = (1 << n) - 1
  /** The least seconds to have the stops of a set behind, the last of them at hand; and the stop before that. */
  const takenS = new Float64Array((all + 1) * n).fill(Number.POSITIVE_INFINITY)
  const before = new Int8Array((all + 1) * n)
  for (let stop = 0; stop < n; stop++) takenS[(1 << stop) * n + stop] = matrix[0]![stop + 1]!
  for (let behind = 1; behind < all; behind++) {
    const limitS = knownS - aheadS[behind]!
    for (let last = 0; last < n; last++) {
      const soFarS = takenS[behind * n + last]!
      if (!(soFarS < limitS)) continue
      for (let next = 0, bit = 1; next < n; next++, bit <<= 1) {
        if ((behind & bit) !== 0) continue
        const at = (behind | bit) * n + next
        const thenS = soFarS + between[last * n + next]!
        if (thenS >= takenS[at]!) continue
        takenS[at] = thenS
        before[at] = last
      }
    }
  }
  let bestS = knownS
  let last = -1
  for (let stop = 0; stop < n; stop++) {
    const wholeS = takenS[all * n + stop]! + home[stop]!
    if (wholeS >= bestS) continue
    bestS = wholeS
    last = stop
  }
  return last < 0 ? null : walkBack(before, n, last)
}

function walkBack(before: Int8Array, n: number, end: number): number[] {
  const order: number[] = []
  for (let behind = (1 << n) - 1, stop = end; order.length < n; ) {
    order.push(stop)
    const previous = before[behind * n + stop]!
    behind &= ~(1 << stop)
    stop = previous
  }
  return order.reverse()
}

/** For each set of stops that are behind, what the rest costs at least, in seconds. */
function cheapestAhead(matrix: TravelMatrix): Float64Array {
  const n = matrix.length - 2
  const cheapestInto = (place: number) =>
    matrix.reduce(
      (least, row, from) => (from === place || from > n ? least : Math.min(least, row[place]!)),
      Number.POSITIVE_INFINITY,
    )
  const stopS = Array.from({ length: n }, (_, stop) => cheapestInto(stop + 1))
  const all = (1 << n) - 1
  const aheadS = new Float64Array(all + 1)
  aheadS[all] = cheapestInto(n + 1)
  for (let behind = all - 1; behind >= 0; behind--) {
    const lowest = 31 - Math.clz32(~behind & all & -(~behind & all))
    aheadS[behind] = aheadS[behind | (1 << lowest)]! + stopS[lowest]!
  }
  return aheadS
}
