import type { DecisionCandidate } from '../../db/schema/assignment.ts'
import type { BookingState } from '../../db/schema/booking.ts'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { Context } from '../platform/context.ts'
import type { IndexedDriver } from '../tracking/driver-index.ts'

export const CANDIDATES_MAX = 16
export const POSITION_FRESH_MS = 60_000
/** Seconds of pickup ETA that each virtue is worth, at the most. */
const WAITING_BONUS_MAX_S = 120
const WAITING_BONUS_PER_MINUTE_S = 4
const RATING_BONUS_MAX_S = 30
const ACCEPTANCE_BONUS_MAX_S = 30
/** The rating of a driver nobody has rated yet. */
const RATING_PRIOR = 4.5

export type SearchingBooking = {
  id: string
  state: BookingState
  vehicleClass: VehicleClass
  pickup: { lat: number; lng: number }
  cargo: { weightKg?: number; volumeM3?: number } | null
}

/**
 * The nearest drivers within `radiusM` for one booking, each with its cost in seconds, or with the gate that kept it out.
 * `excluded` names drivers with their gate: those who already passed, or hold another offer.
 */
export function findCandidates(
  context: Context,
  booking: SearchingBooking,
  { radiusM, hour, excluded }: { radiusM: number; hour: number; excluded: ReadonlyMap<string, string> },
): DecisionCandidate[] {
  const nowMs = context.clock.now().getTime()
  const { driverIndex, routing } = context
  const gated: DecisionCandidate[] = []
  const gateOf = (driver: IndexedDriver): string | null => {
    const position = driver.position
    if (!position || position.recordedAtMs < nowMs - POSITION_FRESH_MS) return 'stale_position'
    if ((booking.cargo?.weightKg ?? 0) > driver.capacityKg) return 'too_heavy'
    if ((booking.cargo?.volumeM3 ?? 0) > driver.capacityM3) return 'too_large'
    return excluded.get(driver.driverId) ?? null
  }
  const near = driverIndex.nearest({
    ...booking.pickup,
    k: CANDIDATES_MAX,
    vehicleClass: booking.vehicleClass,
    maxDistanceM: radiusM,
    accept(driver) {
      const gate = gateOf(driver)
      if (gate && gated.length < CANDIDATES_MAX)
        gated.push({ driverId: driver.driverId, distanceM: 0, etaS: 0, gate })
      return gate === null
    },
  })
  const free = near.map(({ driverId, distanceM }) => {
    const driver = driverIndex.get(driverId) as IndexedDriver
    const etaS = routing.etaS(
      driver.position as { lat: number; lng: number },
      booking.pickup,
      booking.vehicleClass,
      hour,
    )
    const costs = costParts(driver, etaS, nowMs)
    const costS = Object.values(costs).reduce((sum, part) => sum + part, 0)
    return { driverId, distanceM: Math.round(distanceM), etaS, costs, costS }
  })
  return [...free, ...gated]
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
