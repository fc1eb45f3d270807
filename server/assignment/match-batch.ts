import { assignSparse, type SparseGraph } from './assign-sparse.ts'

/** What it costs to send driver `driverId` to booking `bookingId`, in seconds. */
export type Edge = { bookingId: string; driverId: string; costS: number }

export type Matching = {
  /** The chosen edges: each booking and each driver at most once. */
  matches: Edge[]
  /** Bookings that were matched to the cheapest driver left because time was over. */
  greedyCount: number
}

/**
 * Assigns drivers to bookings at the least total cost, where a booking left without a driver costs its
 * `unmatchedCostS`; exact, and deterministic for a given order. Once `isOver` says so the rest is matched greedily.
 */
export function matchBatch(
  edges: readonly Edge[],
  unmatchedCostS: ReadonlyMap<string, number>,
  isOver?: () => boolean,
): Matching {
  const { graph, edgeAt } = layOut(edges, unmatchedCostS)
  const { columnOf, greedyCount } = assignSparse(graph, isOver)
  const { rowStart, column } = graph
  const matches: Edge[] = []
  for (const [row, chosen] of columnOf.entries()) {
    if (chosen < 0) continue
    const at = column.subarray(rowStart[row], rowStart[row + 1]).indexOf(chosen)
    matches.push(edges[edgeAt[(rowStart[row] as number) + at] as number] as Edge)
  }
  return { matches, greedyCount }
}

/** The edges by booking, in arrays; `edgeAt` tells which edge came to lie where. */
function layOut(
  edges: readonly Edge[],
  unmatchedCostS: ReadonlyMap<string, number>,
): { graph: SparseGraph; edgeAt: Int32Array } {
  const rowOf = new Map([...unmatchedCostS.keys()].map((bookingId, row) => [bookingId, row]))
  const columnOf = new Map<string, number>()
  const rowStart = new Int32Array(rowOf.size + 1)
  for (const { bookingId, driverId } of edges) {
    const row = rowOf.get(bookingId)
    if (row === undefined) throw new Error(`the booking ${bookingId} has no price of staying unmatched`)
    rowStart[row + 1] = (rowStart[row + 1] as number) + 1
    if (!columnOf.has(driverId)) columnOf.set(driverId, columnOf.size)
  }
  for (let row = 0; row < rowOf.size; row++)
    rowStart[row + 1] = (rowStart[row + 1] as number) + (rowStart[row] as number)
  const next = rowStart.slice()
  const column = new Int32Array(edges.length)
  const costs = new Float64Array(edges.length)
  const edgeAt = new Int32Array(edges.length)
  for (const [i, { bookingId, driverId, costS }] of edges.entries()) {
    const row = rowOf.get(bookingId) as number
    const at = next[row] as number
    next[row] = at + 1
    column[at] = columnOf.get(driverId) as number
    costs[at] = costS
    edgeAt[at] = i
  }
  const aloneCosts = Float64Array.from(unmatchedCostS.values())
  return { graph: { rowStart, column, costs, aloneCosts, columnCount: columnOf.size }, edgeAt }
}
