import type { City, HotSpot } from './city/city.ts'
import { describeAddress } from './city/describe-address.ts'
import { StreetRouter } from './city/street-router.ts'
import { distanceM, type Point } from './geo.ts'
import type { Random } from './random.ts'
import { type Route, straightRoute } from './route.ts'
import { type Demand, type Place, pickVehicleClass, rhythm, type World } from './world.ts'

/** From the kerb to the first junction nobody drives fast. */
const KERB_SPEED_MPS = 5
const INDIA_OFFSET_H = 5.5
const HOT_SPOT_SHARE = 0.6
const HOT_SPOT_SPREAD = 40
const CRUISE_PROBABILITY = 0.45
const TRIP_MIN_M = 900
const TRIP_CHOICES = 3
const MINUTE_MS = 60_000
const DRAWS_MAX = 20

/** Life in a generated city: demand gathers at hot spots, drivers follow streets. */
export class CityWorld implements World {
  readonly utcOffsetH = INDIA_OFFSET_H
  private readonly city: City
  private readonly router: StreetRouter
  private readonly bookingsPerMinute: number
  private readonly spotWeight: number

  constructor(city: City, bookingsPerMinute: number) {
    this.city = city
    this.router = new StreetRouter(city.graph)
    this.bookingsPerMinute = bookingsPerMinute
    this.spotWeight = city.hotSpots.reduce((sum, spot) => sum + spot.weight, 0)
  }

  start(_driver: number, random: Random): Point {
    return this.router.at(this.node(random))
  }

  route(from: Point, to: Point, ahead: Point = from): Route {
    const nodes = this.router.path(this.router.nearestNode(ahead), this.router.nearestNode(to))
    const points = new Float64Array(nodes.length * 2 + 4)
    const legSpeedMps = new Float32Array(nodes.length + 1).fill(KERB_SPEED_MPS)
    points.set([from.lat, from.lng])
    nodes.forEach((node, i) => {
      const at = this.router.at(node)
      points.set([at.lat, at.lng], i * 2 + 2)
      if (i > 0) legSpeedMps[i] = this.router.speedMps(this.router.edgeBetween(nodes[i - 1] as number, node))
    })
    points.set([to.lat, to.lng], nodes.length * 2 + 2)
    return { points, legSpeedMps }
  }

  idleRoute(_driver: number, from: Point, random: Random): Route | undefined {
    if (!random.chance(CRUISE_PROBABILITY)) return undefined
    const to = this.router.at(this.node(random))
    return distanceM(from, to) < 1 ? straightRoute(from, to, KERB_SPEED_MPS) : this.route(from, to)
  }

  nextDemand(random: Random, hour: number): Demand | undefined {
    if (this.bookingsPerMinute <= 0) return undefined
    const afterMs = random.exponential(MINUTE_MS / (this.bookingsPerMinute * rhythm(hour)))
    const pickup = this.place(random)
    const dropoff = this.dropoff(pickup, random)
    return { afterMs, pickup, dropoff, vehicleClass: pickVehicleClass(random) }
  }

  /** The nearest of a few places that are worth a ride: most goods stay in their part of the city. */
  private dropoff(pickup: Place, random: Random): Place {
    let best = this.place(random)
    for (let i = 1, found = 0; i < DRAWS_MAX && found < TRIP_CHOICES; i++) {
      const awayM = distanceM(pickup, best)
      const other = this.place(random)
      const otherM = distanceM(pickup, other)
      if (otherM >= TRIP_MIN_M) found++
      if (awayM < TRIP_MIN_M || (otherM >= TRIP_MIN_M && otherM < awayM)) best = other
    }
    return best
  }

  private place(random: Random): Place {
    const node = this.node(random)
    return { ...this.router.at(node), address: describeAddress(this.city, node) }
  }

  /** A junction: near a hot spot by its weight, or anywhere. */
  private node(random: Random): number {
    if (!random.chance(HOT_SPOT_SHARE)) return random.below(this.city.graph.nodeCount)
    let node = this.hotSpot(random).node
    const { firstEdge, target } = this.city.graph
    for (let steps = random.below(HOT_SPOT_SPREAD); steps > 0; steps--) {
      const first = firstEdge[node] as number
      node = target[first + random.below((firstEdge[node + 1] as number) - first)] as number
    }
    return node
  }

  private hotSpot(random: Random): HotSpot {
    let draw = random.next() * this.spotWeight
    for (const spot of this.city.hotSpots) {
      draw -= spot.weight
      if (draw < 0) return spot
    }
    return this.city.hotSpots.at(-1) as HotSpot
  }
}
