/*
 * A zone's polygons as edges on typed arrays, and what is asked of them: is a place inside, how does a box of degrees lie to
 * it, how far is the border. Lines are straight in degrees, as RFC 7946 (3.1.1) has them, so all of it is plane geometry.
 *
 * Inside is decided by the parity of the edges that a ray to the east crosses, over all rings at once, so that holes and
 * several polygons need nothing of their own. An edge counts from its lower end to below its upper one (Shimrat, "Algorithm
 * 112", CACM 1962), and which side of it the place is on is decided exactly (Shewchuk, "Adaptive Precision Floating-Point
 * Arithmetic", 1997; the package robust-predicates). A place on the border is inside.
 *
 * Edges are listed by bands of latitude, some four edges each: a place looks at the edges of its own band, so that its cost
 * does not grow with the vertices of a wriggling border.
 */
import { orient2d } from 'robust-predicates'
import type { ZoneGeometry, ZoneRing } from '../../../db/schema/zones.ts'
import { distanceM, RAD } from '../../tracking/geo.ts'
import { signedAreaM2 } from './ring-area.ts'
import { doSegmentsMeet } from './segments.ts'

const EDGES_PER_BAND = 4
const BANDS_MAX = 512

export type Box = { west: number; south: number; east: number; north: number }
/** How a box lies to a shape: no place of it inside, some, or all. */
export type Relation = 'none' | 'some' | 'all'
export type BorderPlace = { lat: number; lng: number; distanceM: number }

export const ringsOf = ({ type, coordinates }: ZoneGeometry): readonly ZoneRing[] =>
  type === 'Polygon' ? coordinates : coordinates.flat()

export class ZoneShape {
  readonly box: Box
  readonly edgeCount: number
  /** Of a geometry in its one form, in m²: holes go the other way around. */
  readonly areaM2: number
  /** Edge i goes from (x1, y1) to (x2, y2): longitude and latitude. */
  private readonly x1: Float64Array
  private readonly y1: Float64Array
  private readonly x2: Float64Array
  private readonly y2: Float64Array
  /** The edges of band b are `bandEdges` from `bandStarts[b]` to before `bandStarts[b + 1]`. */
  private readonly bandStarts: Int32Array
  private readonly bandEdges: Int32Array
  private readonly bandsPerDeg: number

  constructor(geometry: ZoneGeometry) {
    const rings = ringsOf(geometry)
    this.edgeCount = rings.reduce((sum, ring) => sum + ring.length - 1, 0)
    this.areaM2 = rings.reduce((sum, ring) => sum + signedAreaM2(ring), 0)
    this.x1 = new Float64Array(this.edgeCount)
    this.y1 = new Float64Array(this.edgeCount)
    this.x2 = new Float64Array(this.edgeCount)
    this.y2 = new Float64Array(this.edgeCount)
    let edge = 0
    for (const ring of rings) {
      for (let i = 1; i < ring.length; i++, edge++) {
        ;[this.x1[edge], this.y1[edge]] = ring[i - 1] as [number, number]
        ;[this.x2[edge], this.y2[edge]] = ring[i] as [number, number]
      }
    }
    this.box = boxOf(this.x1, this.y1)
    const bandCount = Math.max(1, Math.min(BANDS_MAX, Math.floor(this.edgeCount / EDGES_PER_BAND)))
    this.bandsPerDeg = bandCount / (this.box.north - this.box.south)
    this.bandStarts = new Int32Array(bandCount + 1)
    this.bandEdges = this.listByBand()
  }

  /** Whether a place is inside or on the border. */
  contains(lat: number, lng: number): boolean {
    const { west, south, east, north } = this.box
    if (lat < south || lat > north || lng < west || lng > east) return false
    const { x1, y1, x2, y2 } = this
    const band = this.bandOf(lat)
    let isInside = false
    for (let at = this.bandStarts[band]!, end = this.bandStarts[band + 1]!; at < end; at++) {
      const edge = this.bandEdges[at]!
      const fromLat = y1[edge]!
      const toLat = y2[edge]!
      if (fromLat > lat !== toLat > lat) {
        const fromLng = x1[edge]!
        const toLng = x2[edge]!
        if (fromLng < lng && toLng < lng) continue
        if (fromLng > lng && toLng > lng) {
          isInside = !isInside
          continue
        }
        // Its axis points down, so that what lies to the left of the edge is negative.
        const side = orient2d(fromLng, fromLat, toLng, toLat, lng, lat)
        if (side === 0) return true
        if (side < 0 === toLat > fromLat) isInside = !isInside
      } else if (
        fromLat === lat &&
        (x1[edge] === lng || (toLat === lat && isBetween(lng, x1[edge]!, x2[edge]!)))
      ) {
        return true
      }
    }
    return isInside
  }

  /** How a box of degrees, its border included, lies to this shape. */
  relate(box: Box): Relation {
    const own = this.box
    if (box.north < own.south || box.south > own.north || box.east < own.west || box.west > own.east)
      return 'none'
    if (this.meetsBorder(box)) return 'some'
    return this.contains(box.south, box.west) ? 'all' : 'none'
  }

  /** Whether two shapes have a place in common. */
  touches(other: ZoneShape): boolean {
    const { x1, y1, x2, y2 } = other
    if (this.relate(other.box) === 'none') return false
    if (this.contains(y1[0]!, x1[0]!) || other.contains(this.y1[0]!, this.x1[0]!)) return true
    for (let edge = 0; edge < other.edgeCount; edge++) {
      const [from, to] = [[x1[edge]!, y1[edge]!] as const, [x2[edge]!, y2[edge]!] as const]
      const [south, north] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])]
      const doesMeet = this.someEdge(south, north, (own) =>
        doSegmentsMeet([this.x1[own]!, this.y1[own]!], [this.x2[own]!, this.y2[own]!], from, to),
      )
      if (doesMeet) return true
    }
    return false
  }

  /** The place of the border that is nearest, with its distance in metres; exact to a few parts in a thousand within 100 km. */
  nearestOnBorder(lat: number, lng: number): BorderPlace {
    const { x1, y1, x2, y2 } = this
    const perLng = Math.cos(lat * RAD)
    let [leastSquare, bestLat, bestLng] = [Number.POSITIVE_INFINITY, lat, lng]
    for (let edge = 0; edge < this.edgeCount; edge++) {
      const fromX = (x1[edge]! - lng) * perLng
      const fromY = y1[edge]! - lat
      const alongX = (x2[edge]! - x1[edge]!) * perLng
      const alongY = y2[edge]! - y1[edge]!
      const share = clampToUnit(-(fromX * alongX + fromY * alongY) / (alongX * alongX + alongY * alongY))
      const [x, y] = [fromX + share * alongX, fromY + share * alongY]
      const square = x * x + y * y
      if (square >= leastSquare) continue
      leastSquare = square
      bestLat = y1[edge]! + share * alongY
      bestLng = x1[edge]! + share * (x2[edge]! - x1[edge]!)
    }
    return { lat: bestLat, lng: bestLng, distanceM: distanceM(lat, lng, bestLat, bestLng) }
  }

  /** Visits edges until `found` says so; an edge that spans several bands of the range is seen in each. */
  private someEdge(south: number, north: number, found: (edge: number) => boolean): boolean {
    const end = this.bandStarts[this.bandOf(north) + 1]!
    for (let at = this.bandStarts[this.bandOf(south)]!; at < end; at++)
      if (found(this.bandEdges[at]!)) return true
    return false
  }

  private meetsBorder({ west, south, east, north }: Box): boolean {
    const { x1, y1, x2, y2 } = this
    return this.someEdge(south, north, (edge) => {
      const [ax, ay, bx, by] = [x1[edge]!, y1[edge]!, x2[edge]!, y2[edge]!]
      if (Math.max(ax, bx) < west || Math.min(ax, bx) > east) return false
      if (Math.max(ay, by) < south || Math.min(ay, by) > north) return false
      const sides = [
        orient2d(ax, ay, bx, by, west, south),
        orient2d(ax, ay, bx, by, east, south),
        orient2d(ax, ay, bx, by, east, north),
        orient2d(ax, ay, bx, by, west, north),
      ]
      return !(sides.every((side) => side > 0) || sides.every((side) => side < 0))
    })
  }

  private bandOf(lat: number): number {
    const band = Math.floor((lat - this.box.south) * this.bandsPerDeg)
    return Math.max(0, Math.min(this.bandStarts.length - 2, band))
  }

  /** Sets where each band begins; returns the edges by band. */
  private listByBand(): Int32Array {
    const { bandStarts } = this
    const lists = Array.from({ length: bandStarts.length - 1 }, (): number[] => [])
    for (let edge = 0; edge < this.edgeCount; edge++) {
      const [a, b] = [this.bandOf(this.y1[edge]!), this.bandOf(this.y2[edge]!)]
      for (let band = Math.min(a, b); band <= Math.max(a, b); band++) lists[band]!.push(edge)
    }
    for (const [band, list] of lists.entries()) bandStarts[band + 1] = bandStarts[band]! + list.length
    return Int32Array.from(lists.flat())
  }
}

const isBetween = (value: number, a: number, b: number) => value >= Math.min(a, b) && value <= Math.max(a, b)
const clampToUnit = (share: number) => Math.max(0, Math.min(1, share))

function boxOf(lngs: Float64Array, lats: Float64Array): Box {
  const box = { west: 180, south: 90, east: -180, north: -90 }
  for (let i = 0; i < lngs.length; i++) {
    box.west = Math.min(box.west, lngs[i]!)
    box.east = Math.max(box.east, lngs[i]!)
    box.south = Math.min(box.south, lats[i]!)
    box.north = Math.max(box.north, lats[i]!)
  }
  return box
}
