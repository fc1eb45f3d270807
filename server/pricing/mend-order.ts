/* Orders of stops that are good without being the best: what the search for the best one (order-stops.ts) begins with. */

/** Seconds from each place to each: the pickup first, the drop-off last, the stops between. */
export type TravelMatrix = readonly (readonly number[])[]

/** Runs of so many stops are moved as one. */
const RUN_MAX = 3

/** Seconds from the pickup through the stops in `order`, indices from 0, to the drop-off. */
export function durationOf(matrix: TravelMatrix, order: readonly number[]): number {
  let at = 0
  let durationS = 0
  for (const stop of order) {
    durationS += matrix[at]![stop + 1]!
    at = stop + 1
  }
  return durationS + matrix[at]![matrix.length - 1]!
}

/** Always to the nearest stop that is left, the first of those that are as near. */
export function nearestNext(matrix: TravelMatrix): number[] {
  const left = new Set(Array.from({ length: matrix.length - 2 }, (_, stop) => stop))
  const order: number[] = []
  for (let at = 0; left.size > 0; ) {
    const row = matrix[at]!
    const next = [...left].reduce((best, stop) => (row[stop + 1]! < row[best + 1]! ? stop : best))
    left.delete(next)
    order.push(next)
    at = next + 1
  }
  return order
}

/** `order` with runs of stops moved and turned round for as long as a move gains, the one that gains most first (Or, 1976). */
export function mendOrder(matrix: TravelMatrix, order: readonly number[]): number[] {
  let best = [...order]
  for (let bestS = durationOf(matrix, best); ; ) {
    let mended = best
    let mendedS = bestS
    for (const moved of movesOf(best)) {
      const movedS = durationOf(matrix, moved)
      if (movedS >= mendedS) continue
      mended = moved
      mendedS = movedS
    }
    if (mended === best) return best
    best = mended
    bestS = mendedS
  }
}

function* movesOf(order: readonly number[]): Generator<number[]> {
  for (let length = 1; length <= RUN_MAX; length++)
    for (let from = 0; from + length <= order.length; from++) {
      const run = order.slice(from, from + length)
      const rest = order.toSpliced(from, length)
      for (let to = 0; to <= rest.length; to++)
        for (const turned of length === 1 ? [run] : [run, run.toReversed()])
          yield rest.toSpliced(to, 0, ...turned)
    }
}
