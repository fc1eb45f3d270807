/*
 * Minimum-cost assignment on a sparse bipartite graph, where a row may also stay alone at a price: the linear assignment
 * problem by augmenting row reduction and then shortest augmenting paths with potentials (Jonker and Volgenant, "A shortest
 * augmenting path algorithm for dense and sparse linear assignment problems", Computing 38, 1987). A row's price of staying
 * alone is an edge to a column of its own, which keeps the cover whole and bounds every search.
 *
 * Exact; deterministic for given arrays. A path never leaves its connected component, and a search stops at the nearest
 * free column, so that components cost what they are. O(n·m·log m) at the worst, near-linear where drivers are many.
 */
import { AugmentingPaths } from './augmenting-paths.ts'

/** Edges of row `i` are `rowStart[i]` up to `rowStart[i + 1]` in `column` and `costs`; all costs are finite. */
export type SparseGraph = {
  rowStart: Int32Array
  column: Int32Array
  costs: Float64Array
  /** What it costs to leave each row alone. */
  aloneCosts: Float64Array
  columnCount: number
}

export type SparseAssignment = {
  /** The column of each row, or -1. */
  columnOf: Int32Array
  /** Rows that were matched to the cheapest column left because time was over. */
  greedyRows: number[]
}

/** Rows between two looks at the clock. */
const ROWS_PER_LOOK = 64

/** Assigns each row at most one column and each column at most one row at the least total cost; past `isOver` greedily. */
export function assignSparse(graph: SparseGraph, isOver: () => boolean = () => false): SparseAssignment {
  const solver = new AugmentingPaths(graph)
  const left = solver.reduceRows()
  for (let i = 0; i < left.length; i++) {
    if (i % ROWS_PER_LOOK === 0 && isOver()) {
      const greedyRows = left.slice(i)
      for (const row of greedyRows) solver.takeCheapest(row)
      return { columnOf: solver.columnOf, greedyRows }
    }
    solver.augment(left[i] as number)
  }
  return { columnOf: solver.columnOf, greedyRows: [] }
}

/** The column of each row, or -1, when the rows take the cheapest that is left, one after the other: what exactness saves. */
export function assignGreedily(graph: SparseGraph): Int32Array {
  const solver = new AugmentingPaths(graph)
  for (let row = 0; row < graph.aloneCosts.length; row++) solver.takeCheapest(row)
  return solver.columnOf
}
