import type { GeoPoint } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import { distanceM } from '../../tracking/geo.ts'

/** Further from the place than this, a report is flagged. */
const FAR_M = 100

export type Measured = { lat: number; lng: number; distanceM: number; positionAgeS: number }

export type ReportedFrom = { distanceM: number; positionAgeS: number; isFar: boolean }

/**
 * How far from `place` the driver is by their last known position, in whole metres, and how old that is by the clock of
 * their device, in seconds; null for one who was never heard.
 */
export function measurePlace(context: Context, driverId: string | null, place: GeoPoint): Measured | null {
  const position = driverId ? context.driverIndex.get(driverId)?.position : null
  if (!position) return null
  const { lat, lng, recordedAtMs } = position
  const ageMs = context.clock.now().getTime() - recordedAtMs
  return {
    lat,
    lng,
    distanceM: Math.round(distanceM(lat, lng, place.lat, place.lng)),
    positionAgeS: Math.max(0, Math.round(ageMs / 1_000)),
  }
}

export const isFar = ({ distanceM }: { distanceM: number }) => distanceM > FAR_M

/** What the history of a booking keeps of where a report was made: nothing of a driver who was never heard. */
export function reportedFrom(measured: Measured | null): { reportedFrom?: ReportedFrom } {
  if (!measured) return {}
  const { distanceM, positionAgeS } = measured
  return { reportedFrom: { distanceM, positionAgeS, isFar: isFar(measured) } }
}
