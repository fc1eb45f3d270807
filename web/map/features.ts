import { cellToBoundary } from 'h3-js'
import type { MapDriver, Snapshot } from '../api/types.ts'

const collection = (features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({
  type: 'FeatureCollection',
  features,
})
const feature = (
  geometry: GeoJSON.Geometry,
  properties: Record<string, string | number>,
): GeoJSON.Feature => ({ type: 'Feature', geometry, properties })
const at = ({ lat, lng }: { lat: number; lng: number }) => [lng, lat]

/** A driver with a booking is busy, whatever they said of themselves. */
export const driverState = ({ bookingId, status }: MapDriver) => (bookingId ? 'busy' : status)

/** What each source of the map shows of a snapshot. */
export function snapshotFeatures({ drivers, bookings, surge }: Snapshot) {
  return {
    drivers: collection(
      drivers.map((driver) =>
        feature(
          { type: 'Point', coordinates: at(driver) },
          {
            id: driver.id,
            state: driverState(driver),
            ...(driver.headingDeg === null ? {} : { headingDeg: driver.headingDeg }),
          },
        ),
      ),
    ),
    hauls: collection(
      bookings.map(({ id, pickup, dropoff }) =>
        feature({ type: 'LineString', coordinates: [at(pickup), at(dropoff)] }, { id }),
      ),
    ),
    stops: collection(
      bookings.flatMap(({ id, pickup, dropoff }) => [
        feature({ type: 'Point', coordinates: at(pickup) }, { id, stop: 'pickup' }),
        feature({ type: 'Point', coordinates: at(dropoff) }, { id, stop: 'dropoff' }),
      ]),
    ),
    surge: collection(
      surge
        .filter(({ multiplier }) => multiplier > 1)
        .map(({ cell, multiplier }) =>
          feature({ type: 'Polygon', coordinates: [cellToBoundary(cell, true)] }, { cell, multiplier }),
        ),
    ),
  }
}

/** West, south, east, north of all points; undefined when there are none. */
export function boundsOf(data: GeoJSON.FeatureCollection): [number, number, number, number] | undefined {
  const bounds: [number, number, number, number] = [180, 90, -180, -90]
  const visit = (coordinates: unknown): void => {
    if (!Array.isArray(coordinates)) return
    const [lng, lat] = coordinates as unknown[]
    if (typeof lng !== 'number' || typeof lat !== 'number') {
      for (const inner of coordinates) visit(inner)
      return
    }
    bounds[0] = Math.min(bounds[0], lng)
    bounds[1] = Math.min(bounds[1], lat)
    bounds[2] = Math.max(bounds[2], lng)
    bounds[3] = Math.max(bounds[3], lat)
  }
  for (const { geometry } of data.features) if ('coordinates' in geometry) visit(geometry.coordinates)
  return bounds[0] > bounds[2] ? undefined : bounds
}
