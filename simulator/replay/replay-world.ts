import { distanceM, type Point } from '../geo.ts'
import type { Random } from '../random.ts'
import { type Route, straightRoute } from '../route.ts'
import { type Demand, type Place, pickVehicleClass, type World } from '../world.ts'
import type { Pickup } from './parse-pickups.ts'

/** There are no streets here: the way is straight and driven at a city's mean pace. */
const STRAIGHT_SPEED_MPS = 9
const REJOIN_M = 20
const TRIP_MIN_M = 300
const DRAWS_MAX = 20

const place = ({ lat, lng }: Point): Place => ({ lat, lng, address: `${lat.toFixed(4)}, ${lng.toFixed(4)}` })

function reversed(route: Route): Route {
  const points = new Float64Array(route.points.length)
  for (let i = 0; i < points.length; i += 2) {
    points[i] = route.points[points.length - 2 - i] as number
    points[i + 1] = route.points[points.length - 1 - i] as number
  }
  return { points, legSpeedMps: route.legSpeedMps.slice().reverse() }
}

/** Recorded data as a city: its pickups are the demand, in their order and pace; its trips are the drivers' tracks, there and back. */
export class ReplayWorld implements World {
  /** Demand comes by the recording's own clock. */
  readonly utcOffsetH = 0
  private readonly pickups: readonly Pickup[]
  private readonly trips: readonly Route[]
  private readonly speed: number
  private readonly wayBack = new Map<number, boolean>()
  private next = 0

  constructor(pickups: readonly Pickup[], trips: readonly Route[], speed: number) {
    if (pickups.length === 0 && trips.length === 0) throw new RangeError('there is nothing to replay')
    this.pickups = pickups
    this.trips = trips
    this.speed = speed
  }

  start(driver: number, random: Random): Point {
    const trip = this.tripOf(driver)
    if (trip) return { lat: trip.points[0] as number, lng: trip.points[1] as number }
    const { lat, lng } = random.pick(this.pickups)
    return { lat, lng }
  }

  route(from: Point, to: Point): Route {
    return straightRoute(from, to, STRAIGHT_SPEED_MPS)
  }

  idleRoute(driver: number, from: Point, random: Random): Route | undefined {
    const trip = this.tripOf(driver)
    if (!trip) return this.route(from, random.pick(this.pickups))
    const isBack = this.wayBack.get(driver) ?? false
    const way = isBack ? reversed(trip) : trip
    const start = { lat: way.points[0] as number, lng: way.points[1] as number }
    // After a job the driver first returns to where the track begins.
    if (distanceM(from, start) > REJOIN_M) return this.route(from, start)
    this.wayBack.set(driver, !isBack)
    return way
  }

  nextDemand(random: Random): Demand | undefined {
    const pickup = this.pickups[this.next]
    if (!pickup) return undefined
    const before = this.pickups[this.next - 1] ?? pickup
    this.next++
    let dropoff = random.pick(this.pickups)
    for (let i = 0; i < DRAWS_MAX && distanceM(pickup, dropoff) < TRIP_MIN_M; i++)
      dropoff = random.pick(this.pickups)
    return {
      afterMs: (pickup.atMs - before.atMs) / this.speed,
      pickup: place(pickup),
      dropoff: place(dropoff),
      vehicleClass: pickVehicleClass(random),
    }
  }

  private tripOf(driver: number): Route | undefined {
    return this.trips.length > 0 ? this.trips[driver % this.trips.length] : undefined
  }
}
