import type { GeoPoint } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { solarHour } from '../tracking/geo.ts'
import type { BookingRow } from './move-booking.ts'
import { nextPlaceOf } from './next-place.ts'

type Stop = { place: GeoPoint; reachedAt: Date | null }
export type Arrivals = { etaS: number; stopsEtaS: (number | null)[]; dropoffEtaS: number }

/**
 * Seconds of driving from `from` to the next place of an active booking, to each stop (null for one that is behind) and
 * to the drop-off. Time spent at the places is not in it.
 */
export function estimateArrivals(
  context: Pick<Context, 'routing' | 'clock'>,
  row: BookingRow,
  { from, stops }: { from: GeoPoint; stops: readonly Stop[] },
): Arrivals {
  const hour = solarHour(from.lng, context.clock.now())
  const legS = (a: GeoPoint, b: GeoPoint) =>
    context.routing.etaS(a, b, row.vehicleClass, hour, b === row.pickup ? 'pickup' : 'haul')
  const hasDelivered = row.state === 'arrived_at_dropoff' || row.state === 'delivered'
  const next = nextPlaceOf(row)
  const etaS = legS(from, next)
  let here: GeoPoint = from
  let totalS = 0
  const driveTo = (place: GeoPoint) => {
    totalS += legS(here, place)
    here = place
    return totalS
  }
  if (next === row.pickup) driveTo(row.pickup)
  const stopsEtaS = stops.map(({ place, reachedAt }) => (reachedAt || hasDelivered ? null : driveTo(place)))
  return { etaS, stopsEtaS, dropoffEtaS: driveTo(row.dropoff) }
}
