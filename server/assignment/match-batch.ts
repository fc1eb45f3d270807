/** What it costs to send driver `driverId` to booking `bookingId`, in seconds. */
export type Edge = { bookingId: string; driverId: string; costS: number }

/**
 * Assigns drivers to bookings at the least total cost, where a booking left without a driver costs its
 * `unmatchedCostS`; deterministic for a given order. Successive shortest augmenting paths over the sparse
 * bipartite graph, found by label correction (Ahuja, Magnanti, Orlin, "Network Flows", 9.7): exact, because each
 * booking can always be augmented to its own outside option; O(bookings × edges × path length).
 */
export function matchBatch(edges: readonly Edge[], unmatchedCostS: ReadonlyMap<string, number>): Edge[] {
  const byBooking = Map.groupBy(edges, (edge) => edge.bookingId)
  const matchOfDriver = new Map<string, Edge>()
  for (const [bookingId, costS] of unmatchedCostS) {
    byBooking.set(bookingId, [
      ...(byBooking.get(bookingId) ?? []),
      { bookingId, driverId: OUTSIDE + bookingId, costS },
    ])
    augment(bookingId, byBooking, matchOfDriver)
  }
  return [...matchOfDriver.values()].filter((edge) => !edge.driverId.startsWith(OUTSIDE))
}

/** No driver's id starts so. */
const OUTSIDE = 'unmatched:'

/** Grows the matching by one along the cheapest alternating path from `start`, when there is one. */
function augment(start: string, byBooking: Map<string, Edge[]>, matchOfDriver: Map<string, Edge>): void {
  const costToBooking = new Map([[start, 0]])
  const bestToDriver = new Map<string, { costS: number; via: Edge }>()
  const queue = [start]
  for (const bookingId of queue) {
    const base = costToBooking.get(bookingId) as number
    for (const edge of byBooking.get(bookingId) ?? []) {
      const costS = base + edge.costS
      if (costS >= (bestToDriver.get(edge.driverId)?.costS ?? Number.POSITIVE_INFINITY) - 1e-9) continue
      bestToDriver.set(edge.driverId, { costS, via: edge })
      const held = matchOfDriver.get(edge.driverId)
      if (!held || held === edge) continue
      const onward = costS - held.costS
      if (onward >= (costToBooking.get(held.bookingId) ?? Number.POSITIVE_INFINITY) - 1e-9) continue
      costToBooking.set(held.bookingId, onward)
      queue.push(held.bookingId)
    }
  }
  let end: { driverId: string; costS: number } | null = null
  for (const [driverId, { costS }] of bestToDriver) {
    if (!matchOfDriver.has(driverId) && costS < (end?.costS ?? Number.POSITIVE_INFINITY))
      end = { driverId, costS }
  }
  let driverId = end?.driverId
  while (driverId) {
    const { via } = bestToDriver.get(driverId) as { via: Edge }
    const previous = via.bookingId === start ? undefined : matchOfBooking(via.bookingId, matchOfDriver)
    matchOfDriver.set(driverId, via)
    driverId = previous?.driverId
  }
}

function matchOfBooking(bookingId: string, matchOfDriver: Map<string, Edge>): Edge | undefined {
  for (const edge of matchOfDriver.values()) if (edge.bookingId === bookingId) return edge
  return undefined
}
