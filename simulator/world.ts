import type { Point } from './geo.ts'
import type { Random } from './random.ts'
import type { Route } from './route.ts'

export const HOUR_MS = 3_600_000

export type Place = Point & { address: string }
export type VehicleClass = 'bike' | 'van' | 'truck' | 'refrigerated_truck'
/** A wish to have goods moved; `afterMs` is the real time since the wish before it. */
export type Demand = { afterMs: number; pickup: Place; dropoff: Place; vehicleClass: VehicleClass }

/** Where the simulation takes place: a generated city, or recorded data. */
export type World = {
  /** Hours that local time is ahead of UTC. */
  utcOffsetH: number
  start(driver: number, random: Random): Point
  /** The way to drive; from the middle of a street it leads on to `ahead`, that street's end, first. */
  route(from: Point, to: Point, ahead?: Point): Route
  /** Where a driver without a job drives to, or undefined to wait where they are. */
  idleRoute(driver: number, from: Point, random: Random): Route | undefined
  /** The next wish, at this hour of local time, or undefined when there are no more. */
  nextDemand(random: Random, hour: number): Demand | undefined
}

const CLASS_SHARES: readonly [VehicleClass, number][] = [
  ['bike', 0.35],
  ['van', 0.4],
  ['truck', 0.18],
  ['refrigerated_truck', 0.07],
]

/** A vehicle class by its share of the fleet and of demand alike. */
export function pickVehicleClass(random: Random): VehicleClass {
  let draw = random.next()
  for (const [vehicleClass, share] of CLASS_SHARES) {
    draw -= share
    if (draw < 0) return vehicleClass
  }
  return 'van'
}

/** Share of the day's mean demand at each hour of local time; a morning and an evening peak, few at night. */
const HOURLY_SHARE: readonly number[] = [
  0.5, 0.45, 0.4, 0.4, 0.45, 0.6, 0.85, 1.15, 1.35, 1.45, 1.4, 1.3, 1.25, 1.2, 1.15, 1.15, 1.25, 1.4, 1.45,
  1.35, 1.15, 0.9, 0.75, 0.6,
]

/** How busy the hour is; fractions of an hour lie between its neighbours. */
export function rhythm(hour: number): number {
  const at = Math.floor(hour)
  const share = hour - at
  const [now, next] = [HOURLY_SHARE[at % 24] as number, HOURLY_SHARE[(at + 1) % 24] as number]
  return now + (next - now) * share
}
