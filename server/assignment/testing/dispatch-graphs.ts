/* For tests: graphs as dispatch lays them out, and their connected components. */
import { randomFrom } from '../../testing/seeded-random.ts'
import type { SparseGraph } from '../assign-sparse.ts'
import { costOf, costOfWaiting, costParts } from '../cost-of-match.ts'

type City = { bookings: number; drivers: number; k: number; towns: number; seed: number }

/** Towns so far apart that nobody drives from one to the other, in seconds of driving. */
const TOWN_GAP_S = 100_000
const TOWN_SIZE_S = 1_800
/** Drivers farther away than this are out of the radius. */
const REACH_S = 900

/**
 * Bookings and drivers scattered over towns: each booking has edges to its `k` nearest drivers, with the costs of dispatch; a
 * third of the drivers still has to finish a haul.
 */
export function makeCity({ bookings, drivers, k, towns, seed }: City): SparseGraph {
  const random = randomFrom(seed)
  const place = () => ({
    x: Math.floor(random() * towns) * TOWN_GAP_S + random() * TOWN_SIZE_S,
    y: random() * TOWN_SIZE_S,
  })
  const nowMs = 10_000_000
  const fleet = Array.from({ length: drivers }, () => ({
    ...place(),
    waitingSinceMs: nowMs - Math.floor(random() ** 3 * 9_000_000),
    ratingAvg: random() < 0.2 ? null : 1 + random() * 4,
    acceptanceRate: random(),
    dropOutRate: random() / 4,
    freeInS: random() < 1 / 3 ? Math.floor(random() * 420) : undefined,
  }))
  const rows = Array.from({ length: bookings }, () => {
    const { x, y } = place()
    return fleet
      .map((driver, at) => ({ driver, at, driveS: Math.round(Math.hypot(driver.x - x, driver.y - y)) }))
      .filter(({ driveS }) => driveS < REACH_S)
      .sort((a, b) => a.driveS - b.driveS)
      .slice(0, k)
      .map(({ driver, at, driveS }) => {
        return { at, costS: costOf(costParts(driver, { driveS, freeInS: driver.freeInS, nowMs })) }
      })
  })
  const aloneCosts = rows.map(() => costOfWaiting(Math.floor(random() * 600)))
  return toGraph(rows, aloneCosts, drivers)
}

/** The graph's connected components that hold a row, each as a graph of its own. */
export function split({ rowStart, column, costs, aloneCosts, columnCount }: SparseGraph): SparseGraph[] {
  const edgesOf = (row: number) =>
    Array.from(column.subarray(rowStart[row], rowStart[row + 1]), (at, i) => ({
      at,
      costS: costs[(rowStart[row] as number) + i] as number,
    }))
  const left = new Set(aloneCosts.keys())
  const parts: SparseGraph[] = []
  for (const first of left) {
    const part = new Set([first])
    const columns = new Set<number>()
    // Rows are added while the set is walked, until nobody shares a column with any of them.
    for (const row of part) {
      left.delete(row)
      for (const { at } of edgesOf(row)) columns.add(at)
      for (const other of left) if (edgesOf(other).some(({ at }) => columns.has(at))) part.add(other)
    }
    const rows = [...part].map(edgesOf)
    parts.push(
      toGraph(
        rows,
        [...part].map((row) => aloneCosts[row] as number),
        columnCount,
      ),
    )
  }
  return parts
}

function toGraph(
  rows: readonly { at: number; costS: number }[][],
  aloneCosts: readonly number[],
  columnCount: number,
): SparseGraph {
  const rowStart = new Int32Array(rows.length + 1)
  for (const [row, edges] of rows.entries()) rowStart[row + 1] = (rowStart[row] as number) + edges.length
  return {
    rowStart,
    column: Int32Array.from(rows.flat(), ({ at }) => at),
    costs: Float64Array.from(rows.flat(), ({ costS }) => costS),
    aloneCosts: Float64Array.from(aloneCosts),
    columnCount,
  }
}
