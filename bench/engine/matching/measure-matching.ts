/* How long a batch takes and what its assignment costs, beside others on the same edges; all exact ones must cost the same. */
import { median, say } from '../../report.ts'
import type { Places } from '../read-pickups.ts'
import { drawBatch, findEdges } from './draw-batch.ts'
import { cellsOf, costOf, SOLVERS } from './solvers.ts'

export type MatchingSize = {
  batches: [bookings: number, drivers: number][]
  rounds: number
  isDenseIncluded: boolean
}
export type MatchingRow = {
  bookings: number
  drivers: number
  name: string
  /** Of the assignment alone; null for one that was not waited for. */
  solveMs: number | null
  /** With the candidates from the index. */
  wholeMs: number | null
  /** Mean of a booking, with the price of those left without a driver. */
  costS: number | null
  unmatched: number | null
}

/** @throws Error when two exact solvers disagree about the cost. */
export function measureMatching(
  pickups: Places,
  { batches, rounds, isDenseIncluded }: MatchingSize,
): MatchingRow[] {
  return batches.flatMap(([bookings, drivers]) => {
    say(`${bookings} bookings, ${drivers} drivers`)
    const batch = drawBatch(bookings, drivers, pickups)
    const graph = findEdges(batch)
    const cells = cellsOf(graph)
    const leastCost = costOf(graph, (SOLVERS[0] as (typeof SOLVERS)[number]).solve(graph))
    const findMs = timeOf(rounds, () => findEdges(batch))
    return SOLVERS.map(({ name, solve, isExact, cellsMax }): MatchingRow => {
      const isLeftOut = cells > cellsMax || (cellsMax < Number.POSITIVE_INFINITY && !isDenseIncluded)
      if (isLeftOut)
        return { bookings, drivers, name, solveMs: null, wholeMs: null, costS: null, unmatched: null }
      const columnOf = solve(graph)
      const cost = costOf(graph, columnOf)
      if (isExact && cost !== leastCost) throw new Error(`${name} finds ${cost} instead of ${leastCost}`)
      const isDense = cellsMax < Number.POSITIVE_INFINITY
      const solveMs = timeOf(isDense ? 1 : rounds, () => solve(graph))
      const unmatched = columnOf.filter((column) => column < 0).length
      return {
        bookings,
        drivers,
        name,
        solveMs,
        wholeMs: findMs + solveMs,
        costS: cost / bookings,
        unmatched,
      }
    })
  })
}

/** The median time of so many rounds. */
function timeOf(rounds: number, work: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const startMs = performance.now()
    work()
    return performance.now() - startMs
  })
  return median(times)
}
