export type Point = { lat: number; lng: number }

const EARTH_RADIUS_M = 6_371_008.8
export const M_PER_DEG = (Math.PI / 180) * EARTH_RADIUS_M
const RAD = Math.PI / 180

/** Great-circle distance in metres (haversine). */
export function distanceM(a: Point, b: Point): number {
  const sinLat = Math.sin(((b.lat - a.lat) * RAD) / 2)
  const sinLng = Math.sin(((b.lng - a.lng) * RAD) / 2)
  const h = sinLat * sinLat + Math.cos(a.lat * RAD) * Math.cos(b.lat * RAD) * sinLng * sinLng
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Initial bearing in degrees clockwise from north, [0, 360). */
export function headingDeg(a: Point, b: Point): number {
  const dLng = (b.lng - a.lng) * RAD
  const y = Math.sin(dLng) * Math.cos(b.lat * RAD)
  const x =
    Math.cos(a.lat * RAD) * Math.sin(b.lat * RAD) -
    Math.sin(a.lat * RAD) * Math.cos(b.lat * RAD) * Math.cos(dLng)
  return (Math.atan2(y, x) / RAD + 360) % 360
}

/** A flat map around `centre`: metres east and north to degrees. Good to a few metres over a city. */
export function unproject(centre: Point, eastM: number, northM: number): Point {
  return {
    lat: centre.lat + northM / M_PER_DEG,
    lng: centre.lng + eastM / (M_PER_DEG * Math.cos(centre.lat * RAD)),
  }
}
