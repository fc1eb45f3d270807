import type { PlacedDriver } from '../tracking/driver.ts'
import type { Near } from '../tracking/driver-index.ts'
import { distanceM } from '../tracking/geo.ts'
import { waitingWorthS } from './cost-of-match.ts'
import type { Accept, Round, SearchingBooking, Sight } from './find-candidates.ts'
import { RADIUS_END_M } from './search-radius.ts'
import { isFree, type Surveying } from './survey-supply.ts'

/** So many of those who have waited longest are candidates beside the nearest. */
const LONG_WAITING_EACH = 4

/**
 * Of the drivers who have waited longest in the market those who would cost a booking least, within the widest radius from
 * the start: where others always are nearer, these would never be a candidate, and their waiting would be worth nothing.
 */
export function findLongWaiting(
  { driverIndex, routing, clock }: Surveying,
  { market, vehicleClass, pickup }: SearchingBooking,
  { supply, hour, weights }: Round,
  { near, accept }: { near: readonly Near[]; accept: Accept },
): Sight[] {
  const longWaiting = supply.longWaitingIn(market, vehicleClass)
  if (longWaiting.length === 0) return []
  const nowMs = clock.now().getTime()
  const isKnown = new Set(near.map(({ driverId }) => driverId))
  const within: { driver: PlacedDriver; costS: number }[] = []
  for (const driverId of longWaiting) {
    if (isKnown.has(driverId)) continue
    const driver = driverIndex.get(driverId) as PlacedDriver | undefined
    if (!driver || !isFree(driver) || driver.vehicleClass !== vehicleClass) continue
    const { position } = driver
    if (distanceM(position.lat, position.lng, pickup.lat, pickup.lng) > RADIUS_END_M) continue
    const driveS = routing.etaS(position, pickup, vehicleClass, hour)
    within.push({ driver, costS: driveS - waitingWorthS(driver, { driveS, nowMs }, weights) })
  }
  within.sort((a, b) => a.costS - b.costS)
  const sights: Sight[] = []
  for (const { driver } of within) {
    if (sights.length === LONG_WAITING_EACH) break
    if (accept(driver, driver.position)) sights.push({ driver, from: driver.position, freeInS: undefined })
  }
  return sights
}
