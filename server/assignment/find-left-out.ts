import type { DecisionCandidate } from '../../db/schema/assignment.ts'
import { isFresh, type PlacedDriver, SILENT_AFTER_MS } from '../tracking/driver.ts'
import { distanceM, EARTH_RADIUS_M } from '../tracking/geo.ts'
import { approach, type Point, type SearchingBooking } from './find-candidates.ts'
import type { Surveying } from './survey-supply.ts'

/** Who stands this near and is not asked makes people wonder. */
const WITHIN_M = 1_000
const LEFT_OUT_MAX = 8
const M_PER_DEG = (Math.PI / 180) * EARTH_RADIUS_M

/**
 * The nearest drivers of the class around a pickup whom no search of the index finds, each with why: on a haul, paused, not
 * approved, or without a vehicle that may drive. `known` are told of already; who is off duty is nobody's question.
 */
export function findLeftOut(
  context: Surveying,
  booking: Pick<SearchingBooking, 'pickup' | 'vehicleClass'>,
  { hour, known }: { hour: number; known: ReadonlySet<string> },
): DecisionCandidate[] {
  const { pickup, vehicleClass } = booking
  const freshAfterMs = context.clock.now().getTime() - SILENT_AFTER_MS
  const leftOut: { driver: PlacedDriver; awayM: number; gate: string }[] = []
  for (const driver of context.driverIndex.withinBbox(boxAround(pickup, WITHIN_M))) {
    if (driver.vehicleClass !== vehicleClass || known.has(driver.driverId)) continue
    const gate = gateOf(driver)
    if (!gate || !isFresh(driver.position, freshAfterMs)) continue
    const { lat, lng } = driver.position
    const awayM = distanceM(lat, lng, pickup.lat, pickup.lng)
    if (awayM <= WITHIN_M) leftOut.push({ driver, awayM, gate })
  }
  return leftOut
    .sort((a, b) => a.awayM - b.awayM)
    .slice(0, LEFT_OUT_MAX)
    .map(({ driver, gate }) => {
      return { driverId: driver.driverId, ...approach(context, driver.position, booking, hour), gate }
    })
}

/** Why the index keeps a driver from every search; null for one that it finds, and for one off duty. */
function gateOf({ status, approval, isFit, unfit, bookingId }: PlacedDriver): string | null {
  if (status === 'offline') return null
  if (bookingId) return 'on_haul'
  if (status === 'paused') return 'paused'
  if (approval !== 'approved') return 'not_approved'
  return isFit ? null : (unfit ?? 'vehicle_unfit')
}

/** A box that holds every place within a distance; across the antimeridian its west is east of its east. */
function boxAround({ lat, lng }: Point, withinM: number) {
  const latDeg = withinM / M_PER_DEG
  const widestLat = Math.min(89.9, Math.abs(lat) + latDeg)
  const lngDeg = Math.min(179.9, latDeg / Math.cos((widestLat * Math.PI) / 180))
  const turned = (deg: number) => ((((deg + 180) % 360) + 360) % 360) - 180
  return {
    west: turned(lng - lngDeg),
    south: Math.max(-90, lat - latDeg),
    east: turned(lng + lngDeg),
    north: Math.min(90, lat + latDeg),
  }
}
