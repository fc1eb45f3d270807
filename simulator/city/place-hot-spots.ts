import { distanceM, type Point } from '../geo.ts'
import type { Random } from '../random.ts'
import type { Area, HotSpot, HotSpotKind, StreetGraph } from './city.ts'

const KINDS: readonly {
  kind: HotSpotKind
  title: string
  count: number
  weight: number
  districts: [number, number]
}[] = [
  { kind: 'station', title: 'Central Station', count: 1, weight: 5, districts: [0, 5] },
  { kind: 'market', title: 'Market', count: 6, weight: 4, districts: [0, 25] },
  { kind: 'shops', title: 'Arcade', count: 8, weight: 2, districts: [0, 45] },
  { kind: 'warehouse', title: 'Depot', count: 7, weight: 3, districts: [25, 65] },
]

/** The junction nearest to a point, by looking at all: for building, not for the hot path. */
function nearestOf(graph: StreetGraph, point: Point): number {
  let [best, bestM] = [0, Number.POSITIVE_INFINITY]
  for (let node = 0; node < graph.nodeCount; node++) {
    const awayM = distanceM(point, { lat: graph.lat[node] as number, lng: graph.lng[node] as number })
    if (awayM < bestM) [best, bestM] = [node, awayM]
  }
  return best
}

/** Puts markets and shops towards the centre, depots towards the edge, each at a junction of its own. */
export function placeHotSpots(graph: StreetGraph, districts: readonly Area[], random: Random): HotSpot[] {
  const spots: HotSpot[] = []
  for (const { kind, title, count, weight, districts: range } of KINDS) {
    const free = districts.slice(range[0], range[1])
    for (let i = 0; i < count && free.length > 0; i++) {
      const [district] = free.splice(random.below(free.length), 1)
      if (!district) break
      const [from, to] = [random.pick(district.ring), random.pick(district.ring)]
      const at = { lat: (from.lat + to.lat) / 2, lng: (from.lng + to.lng) / 2 }
      const name = kind === 'station' ? title : `${district.name} ${title}`
      spots.push({ name, kind, node: nearestOf(graph, at), weight: weight * random.between(0.6, 1.4) })
    }
  }
  return spots
}
