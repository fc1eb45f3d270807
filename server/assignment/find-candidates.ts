import type { DecisionCandidate } from '../../db/schema/assignment.ts'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { Context } from '../platform/context.ts'
import { isFresh, SILENT_AFTER_MS } from '../tracking/driver.ts'
import { distanceM } from '../tracking/geo.ts'
import { cargoGate } from './check-vehicle.ts'

type Point = { lat: number; lng: number }
type IndexedDriver = NonNullable<ReturnType<Context['driverIndex']['get']>>

const CANDIDATES_MAX = 16
/** Seconds of pickup ETA that each virtue is worth, at the most. */
const WAITING_BONUS_MAX_S = 120
const WAITING_BONUS_PER_MINUTE_S = 4
const RATING_BONUS_MAX_S = 30
const ACCEPTANCE_BONUS_MAX_S = 30
/** The rating of a driver nobody has rated yet. */
const RATING_PRIOR = 4.5

export type SearchingBooking = {
  vehicleClass: VehicleClass
  pickup: Point
  cargo: { weightKg?: number; volumeM3?: number } | null
}

/**
 * The nearest drivers within `radiusM` for one booking, each with its cost in seconds, then the nearest of those whom a
 * gate kept out. `excluded` names drivers with their gate: those who already passed, or hold another offer.
 */
export async function findCandidates(
  context: Context,
  booking: SearchingBooking,
  { radiusM, hour, excluded }: { radiusM: number; hour: number; excluded: ReadonlyMap<string, string> },
): Promise<DecisionCandidate[]> {
  const nowMs = context.clock.now().getTime()
  const { driverIndex } = context
  const gates = new Map<string, string>()
  const near = driverIndex.nearest({
    ...booking.pickup,
    k: CANDIDATES_MAX,
    vehicleClass: booking.vehicleClass,
    maxDistanceM: radiusM,
    accept(driver) {
      const gate = gateOf(driver, booking, nowMs) ?? excluded.get(driver.driverId)
      if (gate) gates.set(driver.driverId, gate)
      return gate === undefined
    },
  })
  const look = (driver: IndexedDriver) => approach(context, driver.position as Point, booking, hour)
  const drivers = near.map(({ driverId }) => driverIndex.get(driverId) as IndexedDriver)
  const places = drivers.map(({ position }) => position as Point)
  const etasS = await context.routing.etasS(places, booking.pickup, booking.vehicleClass, hour)
  const free = drivers.map((driver, i) => {
    const etaS = etasS[i] as number
    const costs = costParts(driver, etaS, nowMs)
    const costS = Object.values(costs).reduce((sum, part) => sum + part, 0)
    return { driverId: driver.driverId, ...look(driver), etaS, costs, costS }
  })
  const gated = [...gates]
    .map(([driverId, gate]) => ({ driverId, ...look(driverIndex.get(driverId) as IndexedDriver), gate }))
    .sort((a, b) => a.distanceM - b.distanceM)
  return [...free, ...gated.slice(0, CANDIDATES_MAX)]
}

/** How far, in whole metres, and how long it is from a driver to a booking's pickup. */
export function approach(
  { routing }: Context,
  from: Point,
  { pickup, vehicleClass }: Pick<SearchingBooking, 'pickup' | 'vehicleClass'>,
  hour: number,
): { distanceM: number; etaS: number } {
  return {
    distanceM: Math.round(distanceM(from.lat, from.lng, pickup.lat, pickup.lng)),
    etaS: routing.etaS(from, pickup, vehicleClass, hour),
  }
}

function gateOf(
  driver: IndexedDriver,
  { cargo }: Pick<SearchingBooking, 'cargo'>,
  nowMs: number,
): string | undefined {
  const { position } = driver
  if (!position || !isFresh(position, nowMs - SILENT_AFTER_MS)) return 'stale_position'
  return cargoGate(driver, cargo) ?? undefined
}

function costParts(driver: IndexedDriver, etaS: number, nowMs: number): Record<string, number> {
  const waitedMinutes = Math.max(0, nowMs - driver.waitingSinceMs) / 60_000
  return {
    pickupEta: etaS,
    waiting: -Math.round(Math.min(WAITING_BONUS_MAX_S, waitedMinutes * WAITING_BONUS_PER_MINUTE_S)),
    rating: -Math.round((RATING_BONUS_MAX_S * ((driver.ratingAvg ?? RATING_PRIOR) - 1)) / 4),
    acceptance: -Math.round(ACCEPTANCE_BONUS_MAX_S * driver.acceptanceRate),
  }
}
