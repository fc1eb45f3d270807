import { assignGreedily, assignSparse, type SparseGraph } from './assign-sparse.ts'

/** A booking of a batch: whom it could have at which cost, and what it costs to leave it unmatched, in seconds. */
export type BatchRow = {
  /** Only candidates with a cost can be chosen. */
  candidates: readonly { driverId: string; costS?: number }[]
  unmatchedCostS: number
}

export type Matching = {
  /** Drivers who were a candidate of any booking. */
  driverCount: number
  /** By booking, in the batch's order. Each driver is chosen at most once, and taken greedily at most once. */
  choices: Choice[]
}
export type Choice = {
  driverId: string | null
  /** Whom a greedy match in the batch's order would have taken. */
  greedyDriverId: string | null
  /** Whether time was over before this booking's turn, so that it was matched to the cheapest driver left. */
  isGreedy: boolean
}

/**
 * Assigns drivers to bookings at the least total cost, where a booking left without a driver costs its
 * `unmatchedCostS`; exact, and deterministic for a given order. Once `isOver` says so the rest is matched greedily.
 */
export function matchBatch(rows: readonly BatchRow[], isOver?: () => boolean): Matching {
  const { graph, driverIds } = layOut(rows)
  const { columnOf, greedyRows } = assignSparse(graph, isOver)
  const greedyColumnOf = assignGreedily(graph)
  const lateRows = new Set(greedyRows)
  const driverAt = (column: number | undefined) => driverIds[column as number] ?? null
  const choices = rows.map((_, row) => ({
    driverId: driverAt(columnOf[row]),
    greedyDriverId: driverAt(greedyColumnOf[row]),
    isGreedy: lateRows.has(row),
  }))
  return { driverCount: driverIds.length, choices }
}

/** A batch in arrays: a row per booking, a column per driver in the order in which they first appear. */
export function layOut(rows: readonly BatchRow[]): { graph: SparseGraph; driverIds: string[] } {
  const edgesMax = rows.reduce((sum, { candidates }) => sum + candidates.length, 0)
  const rowStart = new Int32Array(rows.length + 1)
  const column = new Int32Array(edgesMax)
  const costs = new Float64Array(edgesMax)
  const aloneCosts = new Float64Array(rows.length)
  const columns = new Map<string, number>()
  let edge = 0
  for (const [row, { candidates, unmatchedCostS }] of rows.entries()) {
    aloneCosts[row] = unmatchedCostS
    for (const { driverId, costS } of candidates) {
      if (costS === undefined) continue
      const at = columns.get(driverId) ?? columns.size
      if (at === columns.size) columns.set(driverId, at)
      column[edge] = at
      costs[edge++] = costS
    }
    rowStart[row + 1] = edge
  }
  const graph = {
    ...{ rowStart, column: column.subarray(0, edge), costs: costs.subarray(0, edge) },
    ...{ aloneCosts, columnCount: columns.size },
  }
  return { graph, driverIds: [...columns.keys()] }
}
