import type { VehicleClass } from '../../db/schema/fleet.ts'
import type { Context } from '../platform/context.ts'
import { type PlacedDriver, SILENT_AFTER_MS } from './driver.ts'
import { solarHour } from './geo.ts'

/** The nearest drivers that could be matched, nearest first, in metres and seconds by road; customers see no identity. */
export function readNearby(
  { driverIndex, routing, clock, actor }: Context,
  query: { lat: number; lng: number; vehicleClass: VehicleClass; limit: number },
) {
  const now = clock.now()
  const { lat, lng, vehicleClass, limit } = query
  const freshAfterMs = now.getTime() - SILENT_AFTER_MS
  const showsIdentity = actor.role !== 'customer'
  return driverIndex.nearest({ lat, lng, vehicleClass, k: limit, freshAfterMs }).map((near) => {
    const { position } = driverIndex.get(near.driverId) as PlacedDriver
    return {
      ...(showsIdentity ? { driverId: near.driverId } : {}),
      lat: position.lat,
      lng: position.lng,
      distanceM: Math.round(near.distanceM),
      etaS: routing.etaS(position, { lat, lng }, vehicleClass, solarHour(lng, now)),
    }
  })
}
