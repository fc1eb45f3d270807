/*
 * Shortest paths by time with A* (Hart, Nilsson, Raphael 1968); the bound is the straight line at the highest speed, so
 * paths are exact. Work arrays are reused and marked by a search number; a search visits each junction at most once.
 */
import { distanceM, type Point } from '../geo.ts'
import { STREET_CLASSES, STREET_SPEEDS_MPS, type StreetGraph } from './city.ts'

const TOP_SPEED_MPS = Math.max(...STREET_SPEEDS_MPS)
const GRID_DEG = 0.004
/** More than the cells of one row around the earth, so that each cell has a number of its own. */
const GRID_ROW = 1_000_000

export class StreetRouter {
  private readonly graph: StreetGraph
  private readonly costS: Float64Array
  private readonly cameFrom: Int32Array
  private readonly mark: Uint32Array
  private readonly isDone: Uint32Array
  private readonly grid = new Map<number, number[]>()
  private readonly streetSpeedMps: Float32Array
  private heapNode: Int32Array
  private heapKey: Float64Array
  private heapSize = 0
  private search = 0

  constructor(graph: StreetGraph) {
    this.graph = graph
    this.costS = new Float64Array(graph.nodeCount)
    this.cameFrom = new Int32Array(graph.nodeCount)
    this.mark = new Uint32Array(graph.nodeCount)
    this.isDone = new Uint32Array(graph.nodeCount)
    this.heapNode = new Int32Array(graph.target.length + 1)
    this.heapKey = new Float64Array(graph.target.length + 1)
    this.streetSpeedMps = Float32Array.from(
      graph.streets,
      (street) => STREET_SPEEDS_MPS[STREET_CLASSES.indexOf(street.class)] as number,
    )
    for (let node = 0; node < graph.nodeCount; node++) {
      const key = this.cellOf(this.at(node), 0, 0)
      const cell = this.grid.get(key)
      if (cell) cell.push(node)
      else this.grid.set(key, [node])
    }
  }

  at(node: number): Point {
    return { lat: this.graph.lat[node] as number, lng: this.graph.lng[node] as number }
  }

  speedMps(edge: number): number {
    return this.streetSpeedMps[this.graph.streetOf[edge] as number] as number
  }

  /** The edge that leads straight from one junction to the next, or -1. */
  edgeBetween(from: number, to: number): number {
    const { firstEdge, target } = this.graph
    for (let edge = firstEdge[from] as number; edge < (firstEdge[from + 1] as number); edge++) {
      if (target[edge] === to) return edge
    }
    return -1
  }

  /** The junction nearest to a point; looks wider and wider, and at all junctions when the point is far outside. */
  nearestNode(point: Point): number {
    for (let ring = 1; ring <= 8; ring *= 2) {
      let [best, bestM] = [-1, Number.POSITIVE_INFINITY]
      for (let dy = -ring; dy <= ring; dy++) {
        for (let dx = -ring; dx <= ring; dx++) {
          for (const node of this.grid.get(this.cellOf(point, dx, dy)) ?? []) {
            const awayM = distanceM(point, this.at(node))
            if (awayM < bestM) [best, bestM] = [node, awayM]
          }
        }
      }
      // Cells further out are at least `ring` cells away; only a find nearer than that is certain.
      if (best >= 0 && bestM < ring * GRID_DEG * 100_000) return best
    }
    let [best, bestM] = [0, Number.POSITIVE_INFINITY]
    for (let node = 0; node < this.graph.nodeCount; node++) {
      const awayM = distanceM(point, this.at(node))
      if (awayM < bestM) [best, bestM] = [node, awayM]
    }
    return best
  }

  /** Junctions of the fastest way, both ends included. @throws RangeError when there is none, which a city excludes. */
  path(from: number, to: number): number[] {
    const { firstEdge, target, lengthM } = this.graph
    const goal = this.at(to)
    const search = ++this.search
    this.heapSize = 0
    this.costS[from] = 0
    this.cameFrom[from] = -1
    this.mark[from] = search
    this.push(from, 0)
    while (this.heapSize > 0) {
      const node = this.pop()
      if (node === to) return this.trace(to)
      if (this.isDone[node] === search) continue
      this.isDone[node] = search
      for (let edge = firstEdge[node] as number; edge < (firstEdge[node + 1] as number); edge++) {
        const next = target[edge] as number
        const cost = (this.costS[node] as number) + (lengthM[edge] as number) / this.speedMps(edge)
        if (this.mark[next] === search && cost >= (this.costS[next] as number)) continue
        this.mark[next] = search
        this.costS[next] = cost
        this.cameFrom[next] = node
        this.push(next, cost + distanceM(this.at(next), goal) / TOP_SPEED_MPS)
      }
    }
    throw new RangeError(`no way from junction ${from} to ${to}`)
  }

  private cellOf(point: Point, dx: number, dy: number): number {
    return (Math.floor(point.lat / GRID_DEG) + dy) * GRID_ROW + Math.floor(point.lng / GRID_DEG) + dx
  }

  private trace(to: number): number[] {
    const nodes: number[] = []
    for (let node = to; node !== -1; node = this.cameFrom[node] as number) nodes.push(node)
    return nodes.reverse()
  }

  private push(node: number, key: number): void {
    let i = this.heapSize++
    while (i > 0) {
      const parent = (i - 1) >> 1
      if ((this.heapKey[parent] as number) <= key) break
      this.heapKey[i] = this.heapKey[parent] as number
      this.heapNode[i] = this.heapNode[parent] as number
      i = parent
    }
    this.heapKey[i] = key
    this.heapNode[i] = node
  }

  private pop(): number {
    const top = this.heapNode[0] as number
    const size = --this.heapSize
    const [node, key] = [this.heapNode[size] as number, this.heapKey[size] as number]
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= size) break
      if (child + 1 < size && (this.heapKey[child + 1] as number) < (this.heapKey[child] as number)) child++
      if ((this.heapKey[child] as number) >= key) break
      this.heapKey[i] = this.heapKey[child] as number
      this.heapNode[i] = this.heapNode[child] as number
      i = child
    }
    this.heapKey[i] = key
    this.heapNode[i] = node
    return top
  }
}
