import type { Street, StreetClass } from './city.ts'
import type { Xy } from './terrain.ts'

type Boundary = { from: number; to: number; street: number; stops: { t: number; node: number }[] }
export type Edge = { a: number; b: number; street: number }

/** Junctions on a shared boundary closer than this become one, so that no stub edges arise. */
const SNAP_M = 40

/** The network while it is drawn: junctions on a flat map, streets as chains of edges. */
export class Network {
  readonly nodes: Xy[] = []
  readonly edges: Edge[] = []
  readonly streets: Street[] = []
  private readonly boundaries = new Map<string, Boundary>()

  addNode(at: Xy): number {
    return this.nodes.push(at) - 1
  }

  addStreet(name: string, streetClass: StreetClass, district: string): number {
    return this.streets.push({ name, class: streetClass, district }) - 1
  }

  at(node: number): Xy {
    const found = this.nodes[node]
    if (!found) throw new RangeError(`no junction ${node}`)
    return found
  }

  /** A main road between two corners; local streets may join it anywhere until `closeBoundaries`. */
  addBoundary(from: number, to: number, street: number): void {
    const key = from < to ? `${from}-${to}` : `${to}-${from}`
    if (this.boundaries.has(key)) return
    const stops = [
      { t: 0, node: from },
      { t: 1, node: to },
    ]
    this.boundaries.set(key, { from, to, street, stops })
  }

  /** The junction where a local street meets the main road between two corners, `t` of the way from `from`. */
  joinBoundary(from: number, to: number, t: number): number {
    const boundary = this.boundaries.get(from < to ? `${from}-${to}` : `${to}-${from}`)
    if (!boundary) throw new RangeError(`no main road between ${from} and ${to}`)
    const along = boundary.from === from ? t : 1 - t
    const [a, b] = [this.at(boundary.from), this.at(boundary.to)]
    const lengthM = Math.hypot(b.x - a.x, b.y - a.y)
    const near = boundary.stops.find((stop) => Math.abs(stop.t - along) * lengthM < SNAP_M)
    if (near) return near.node
    const node = this.addNode({ x: a.x + (b.x - a.x) * along, y: a.y + (b.y - a.y) * along })
    boundary.stops.push({ t: along, node })
    return node
  }

  addChain(chain: readonly number[], street: number): void {
    for (let i = 1; i < chain.length; i++) {
      const [a, b] = [chain[i - 1] as number, chain[i] as number]
      if (a !== b) this.edges.push({ a, b, street })
    }
  }

  closeBoundaries(): void {
    for (const { stops, street } of this.boundaries.values()) {
      stops.sort((a, b) => a.t - b.t)
      this.addChain(
        stops.map((stop) => stop.node),
        street,
      )
    }
  }
}
