import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import munkres from 'munkres'
import { randomFrom } from '../testing/seeded-random.ts'
import { assignGreedily, assignSparse, type SparseGraph } from './assign-sparse.ts'
import { makeCity, split } from './testing/dispatch-graphs.ts'

type Instance = {
  rows: number
  columns: number
  density: number
  ties: boolean
  aloneMax: number
  seed: number
}

/** A random instance: some with many ties, some crowded, some where staying alone is nearly free. */
function makeGraph({ rows, columns, density, ties, aloneMax, seed }: Instance): SparseGraph {
  const random = randomFrom(seed)
  const cost = () => (ties ? Math.floor(random() * 4) : Math.floor(random() * 2_000) - 200)
  const edges = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, (_, at) => at).filter(() => random() < density),
  )
  const rowStart = new Int32Array(rows + 1)
  for (const [row, list] of edges.entries()) rowStart[row + 1] = (rowStart[row] as number) + list.length
  return {
    rowStart,
    column: Int32Array.from(edges.flat()),
    costs: Float64Array.from(edges.flat(), cost),
    aloneCosts: Float64Array.from({ length: rows }, () => Math.floor(random() * aloneMax)),
    columnCount: columns,
  }
}

/** Cost of an assignment, after checking that it is one. */
function costOf({ rowStart, column, costs, aloneCosts }: SparseGraph, columnOf: Int32Array): number {
  const used = new Set<number>()
  return columnOf.reduce((sum, chosen, row) => {
    if (chosen < 0) return sum + (aloneCosts[row] as number)
    expect(used.has(chosen)).toBe(false)
    used.add(chosen)
    const at = column.subarray(rowStart[row], rowStart[row + 1]).indexOf(chosen)
    expect(at).toBeGreaterThanOrEqual(0)
    return sum + (costs[(rowStart[row] as number) + at] as number)
  }, 0)
}

/** The least cost by an independent, dense solver: each row has a further column of its own for staying alone. */
function denseCost({ rowStart, column, costs, aloneCosts, columnCount }: SparseGraph): number {
  const rows = aloneCosts.length
  const matrix = Array.from({ length: rows }, (_, row) => {
    const line = new Array<number>(columnCount + rows).fill(1e7)
    for (let at = rowStart[row] as number; at < (rowStart[row + 1] as number); at++)
      line[column[at] as number] = costs[at] as number
    line[columnCount + row] = aloneCosts[row] as number
    return line
  })
  return munkres(matrix).reduce((sum, [row, at]) => sum + (matrix[row]?.[at] as number), 0)
}

const instance = fc.record({
  rows: fc.integer({ min: 1, max: 24 }),
  columns: fc.integer({ min: 1, max: 24 }),
  density: fc.constantFrom(0.05, 0.2, 0.5, 1),
  ties: fc.boolean(),
  aloneMax: fc.constantFrom(3, 300, 5_000),
  seed: fc.integer(),
})

const city = fc.record({
  bookings: fc.integer({ min: 1, max: 40 }),
  drivers: fc.integer({ min: 1, max: 60 }),
  k: fc.constantFrom(2, 4, 16),
  towns: fc.constantFrom(1, 3),
  seed: fc.integer(),
})

describe('the assignment of a sparse graph', () => {
  test('costs what an independent dense solver finds, over thousands of instances', () => {
    fc.assert(
      fc.property(instance, (drawn) => {
        const graph = makeGraph(drawn)
        expect(costOf(graph, assignSparse(graph).columnOf)).toBe(denseCost(graph))
      }),
      { numRuns: 4_000 },
    )
  })

  test('costs that, too, for batches as dispatch makes them: the nearest few of a city, some of them free later', () => {
    fc.assert(
      fc.property(city, (drawn) => {
        const graph = makeCity(drawn)
        const costS = costOf(graph, assignSparse(graph).columnOf)
        expect(costS).toBe(denseCost(graph))
        expect(costOf(graph, assignGreedily(graph))).toBeGreaterThanOrEqual(costS)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is that of each connected component by itself', () => {
    fc.assert(
      fc.property(city, (drawn) => {
        const graph = makeCity(drawn)
        const apart = split(graph).map((part) => costOf(part, assignSparse(part).columnOf))
        expect(costOf(graph, assignSparse(graph).columnOf)).toBe(apart.reduce((sum, costS) => sum + costS, 0))
      }),
      { numRuns: 1_000 },
    )
  })

  test('is the same for the same arrays', () => {
    const graph = makeGraph({ rows: 400, columns: 300, density: 0.05, ties: true, aloneMax: 9, seed: 7 })
    expect(assignSparse(graph)).toEqual(assignSparse(graph))
  })

  test('goes on greedily when time is over, says for which rows, and is a whole assignment still', () => {
    const graph = makeGraph({ rows: 600, columns: 200, density: 0.1, ties: false, aloneMax: 5_000, seed: 3 })
    let looks = 0
    const { columnOf, greedyRows } = assignSparse(graph, () => ++looks > 1)
    expect(greedyRows.length).toBeGreaterThan(0)
    expect(costOf(graph, columnOf)).toBeGreaterThan(costOf(graph, assignSparse(graph).columnOf))
  })
})
