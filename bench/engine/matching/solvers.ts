import { linearSumAssignment } from 'linear-sum-assignment'
import munkres from 'munkres'
import { assignSparse, type SparseGraph } from '../../../server/assignment/assign-sparse.ts'

/** Whom each row is assigned, or -1. */
type Solve = (graph: SparseGraph) => Int32Array
export type Solver = {
  name: string
  solve: Solve
  isExact: boolean
  /** Beyond so many cells of a dense matrix it takes too long or too much memory to be waited for. */
  cellsMax: number
}

/** More than any assignment costs: what a dense matrix holds where there is no edge. */
const NO_EDGE = 1e9
/** Some 120 MB of a matrix; its solver takes seconds. */
const DENSE_CELLS_MAX = 15_000_000
const UNLIMITED = Number.POSITIVE_INFINITY

export const SOLVERS: readonly Solver[] = [
  { name: 'Hexhaul', solve: (graph) => assignSparse(graph).columnOf, isExact: true, cellsMax: UNLIMITED },
  { name: 'greedy nearest', solve: takeCheapest, isExact: false, cellsMax: UNLIMITED },
  {
    name: 'linear-sum-assignment',
    solve: dense((matrix) => linearSumAssignment(matrix, { maximaze: false }).rowAssignments),
    isExact: true,
    cellsMax: DENSE_CELLS_MAX,
  },
  {
    name: 'munkres',
    solve: dense((matrix) => munkres(matrix).map(([, column]) => column)),
    isExact: true,
    cellsMax: DENSE_CELLS_MAX,
  },
]

/** The cells of the matrix that a dense solver needs. */
export const cellsOf = (graph: SparseGraph) =>
  graph.aloneCosts.length * (usedColumns(graph).length + graph.aloneCosts.length)

/** The sum of what is assigned and what stays alone. @throws Error when a column is given twice or without an edge. */
export function costOf({ rowStart, column, costs, aloneCosts }: SparseGraph, columnOf: Int32Array): number {
  const taken = new Set<number>()
  let sum = 0
  for (let row = 0; row < aloneCosts.length; row++) {
    const chosen = columnOf[row] as number
    if (chosen < 0) {
      sum += aloneCosts[row] as number
      continue
    }
    const at = column.subarray(rowStart[row], rowStart[row + 1]).indexOf(chosen)
    if (at < 0 || taken.has(chosen)) throw new Error(`row ${row} cannot have column ${chosen}`)
    taken.add(chosen)
    sum += costs[(rowStart[row] as number) + at] as number
  }
  return sum
}

/** Each row in its turn takes the cheapest column left. */
function takeCheapest({ rowStart, column, costs, aloneCosts, columnCount }: SparseGraph): Int32Array {
  const isTaken = new Uint8Array(columnCount)
  return new Int32Array(aloneCosts.length).map((_, row) => {
    let best = -1
    let bestCost = aloneCosts[row] as number
    for (let edge = rowStart[row] as number; edge < (rowStart[row + 1] as number); edge++) {
      if (isTaken[column[edge] as number] || (costs[edge] as number) >= bestCost) continue
      best = column[edge] as number
      bestCost = costs[edge] as number
    }
    if (best >= 0) isTaken[best] = 1
    return best
  })
}

const usedColumns = ({ column, rowStart }: SparseGraph) => [...new Set(column.subarray(0, rowStart.at(-1)))]

/** Lets a solver of dense matrices solve a sparse graph: only the columns that have an edge, and one for each row to stay alone. */
function dense(solve: (matrix: number[][]) => ArrayLike<number>): Solve {
  return (graph) => {
    const { rowStart, column, costs, aloneCosts } = graph
    const used = usedColumns(graph)
    const placeOf = new Map(used.map((at, place) => [at, place]))
    const matrix = Array.from(aloneCosts, (aloneCost, row) => {
      const line = new Array<number>(used.length + aloneCosts.length).fill(NO_EDGE)
      for (let edge = rowStart[row] as number; edge < (rowStart[row + 1] as number); edge++)
        line[placeOf.get(column[edge] as number) as number] = costs[edge] as number
      line[used.length + row] = aloneCost
      return line
    })
    return Int32Array.from(solve(matrix), (place) => used[place] ?? -1)
  }
}
