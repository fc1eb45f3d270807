import { latLngToCell } from 'h3-js'

export const EARTH_RADIUS_M = 6_371_008.8
export const RAD = Math.PI / 180

/** Great-circle distance in metres. */
export const distanceM = (latA: number, lngA: number, latB: number, lngB: number): number =>
  metresOf(haversine(latA, lngA, latB, lngB))

/**
 * The haversine of the angle between two places: from 0, where they are one, to 1 at the antipode, growing with their
 * distance. Whoever asks for many around one place gives its cosine along.
 */
export function haversine(
  latA: number,
  lngA: number,
  latB: number,
  lngB: number,
  cosLatA = Math.cos(latA * RAD),
): number {
  const apartDeg = Math.abs(lngB - lngA)
  const sinLat = Math.sin(((latB - latA) * RAD) / 2)
  // The short way around: sine is coarse near the half turn that separates neighbours across the antimeridian.
  const sinLng = Math.sin(((apartDeg > 180 ? 360 - apartDeg : apartDeg) * RAD) / 2)
  return sinLat * sinLat + cosLatA * Math.cos(latB * RAD) * sinLng * sinLng
}

/** The distance in metres that has this haversine. */
export const metresOf = (haversine: number): number =>
  2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(haversine)))

/** The haversine of a distance in metres; 1 for whatever reaches the antipode. */
export const haversineOf = (distanceM: number): number =>
  Math.sin(Math.min(Math.PI / 2, distanceM / (2 * EARTH_RADIUS_M))) ** 2

/** The hour of the day, 0 to 23, that the sun tells at a longitude: close enough to local time for a speed profile. */
export const solarHour = (lng: number, at: Date) =>
  Math.floor((((at.getTime() / 3_600_000 + lng / 15) % 24) + 24) % 24)

/** The market of a place: its H3 cell at resolution 4. */
export const marketOf = (point: { lat: number; lng: number }) => latLngToCell(point.lat, point.lng, 4)

/** The surge cell of a place: its H3 cell at resolution 8. */
export const surgeCellOf = (point: { lat: number; lng: number }) => latLngToCell(point.lat, point.lng, 8)
