import { distanceM, type Point } from '../geo.ts'
import type { StreetGraph } from './city.ts'
import type { Edge, Network } from './network.ts'
import type { Xy } from './terrain.ts'

/** Neighbours within the connected part that holds the most junctions; the rest cannot be reached and goes. */
function largestPart(nodeCount: number, edges: readonly Edge[]): Uint8Array {
  const parent = Uint32Array.from({ length: nodeCount }, (_, i) => i)
  const find = (node: number): number => {
    let root = node
    while (parent[root] !== root) root = parent[root] as number
    parent[node] = root
    return root
  }
  for (const { a, b } of edges) parent[find(a)] = find(b)
  const sizes = new Uint32Array(nodeCount)
  for (let node = 0; node < nodeCount; node++) sizes[find(node)]! += 1
  const largest = sizes.indexOf(Math.max(...sizes))
  return Uint8Array.from({ length: nodeCount }, (_, node) => (find(node) === largest ? 1 : 0))
}

/** Turns the drawn network into typed arrays, without what cannot be reached. */
export function compactGraph(
  network: Network,
  edges: readonly Edge[],
  place: (at: Xy) => Point,
): StreetGraph {
  const isKept = largestPart(network.nodes.length, edges)
  const handles = new Int32Array(network.nodes.length).fill(-1)
  const points: Point[] = []
  network.nodes.forEach((node, i) => {
    if (isKept[i]) handles[i] = points.push(place(node)) - 1
  })
  const kept = edges.filter(({ a }) => isKept[a])
  const nodeCount = points.length
  const firstEdge = new Uint32Array(nodeCount + 1)
  const ends = kept.map(({ a, b, street }) => [handles[a] as number, handles[b] as number, street] as const)
  for (const [a, b] of ends) {
    firstEdge[a + 1]! += 1
    firstEdge[b + 1]! += 1
  }
  for (let node = 0; node < nodeCount; node++) firstEdge[node + 1]! += firstEdge[node] as number
  const cursor = firstEdge.slice()
  const target = new Uint32Array(kept.length * 2)
  const lengthM = new Float32Array(kept.length * 2)
  const streetOf = new Uint32Array(kept.length * 2)
  const put = (from: number, to: number, street: number) => {
    const edge = cursor[from] as number
    cursor[from] = edge + 1
    target[edge] = to
    streetOf[edge] = street
    lengthM[edge] = distanceM(points[from] as Point, points[to] as Point)
  }
  for (const [a, b, street] of ends) {
    put(a, b, street)
    put(b, a, street)
  }
  return {
    nodeCount,
    lat: Float64Array.from(points, (point) => point.lat),
    lng: Float64Array.from(points, (point) => point.lng),
    firstEdge,
    target,
    lengthM,
    streetOf,
    streets: network.streets,
  }
}
