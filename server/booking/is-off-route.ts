import type { GeoPoint } from '../../db/schema/index.ts'
import { distanceM } from '../tracking/geo.ts'
import type { BookingRow } from './move-booking.ts'
import { nextPlaceOf } from './next-place.ts'

/** Streets bend, and drivers go around what is closed: so much longer may a way be than a straight line, in all and in metres. */
const BEND = 1.6
const BEND_M = 2_000

type Haul = { booking: BookingRow; offer: { pickupDistanceM: number } | null }
type Stop = { place: GeoPoint; reachedAt: Date | null }

const wayM = (a: GeoPoint, b: GeoPoint) => distanceM(a.lat, a.lng, b.lat, b.lng)

/**
 * Whether who drives a haul is too far off the way to its next place: with the goods, outside of an ellipse around the last
 * place and the next one; before the pickup, further away from it than they were when they took the haul, since where that
 * was is not kept.
 */
export function isOffRoute({ booking, offer }: Haul, stops: readonly Stop[], at: GeoPoint): boolean {
  const next = nextPlaceOf(booking)
  const aheadM = wayM(at, next)
  if (booking.state === 'en_route_to_pickup') {
    const startM = offer?.pickupDistanceM ?? 0
    return startM > 0 && aheadM > startM * BEND + BEND_M
  }
  if (booking.state !== 'goods_collected') return false
  const last = stops.findLast(({ reachedAt }) => reachedAt)?.place ?? booking.pickup
  return wayM(last, at) + aheadM > wayM(last, next) * bendOf(booking, stops) + BEND_M
}

/** A haul that winds by itself, as over the only bridge, may do so: whoever drives as it was quoted is on the way. */
function bendOf({ pickup, dropoff, distanceM }: BookingRow, stops: readonly Stop[]): number {
  const places = [pickup, ...stops.map(({ place }) => place), dropoff]
  const straightM = places.slice(1).reduce((sum, place, i) => sum + wayM(places[i] as GeoPoint, place), 0)
  return straightM > 0 ? Math.max(BEND, distanceM / straightM) : BEND
}
