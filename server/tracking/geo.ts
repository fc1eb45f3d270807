import { cellToLatLng, gridDisk, latLngToCell } from 'h3-js'

export const EARTH_RADIUS_M = 6_371_008.8
const RAD = Math.PI / 180

/** Great-circle distance in metres (haversine). */
export function distanceM(latA: number, lngA: number, latB: number, lngB: number): number {
  const sinLat = Math.sin(((latB - latA) * RAD) / 2)
  const sinLng = Math.sin(((lngB - lngA) * RAD) / 2)
  const h = sinLat * sinLat + Math.cos(latA * RAD) * Math.cos(latB * RAD) * sinLng * sinLng
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** The hour of the day, 0 to 23, that the sun tells at a longitude: close enough to local time for a speed profile. */
export const solarHour = (lng: number, at: Date) =>
  Math.floor((((at.getTime() / 3_600_000 + lng / 15) % 24) + 24) % 24)

/** The market of a place: its H3 cell at resolution 4. */
export const marketOf = (point: { lat: number; lng: number }) => latLngToCell(point.lat, point.lng, 4)

/** The H3 cell at resolution 8 that a place lies in. */
export const hexagonOf = (point: { lat: number; lng: number }) => latLngToCell(point.lat, point.lng, 8)

/** The market that has a cell of resolution 8 as its own: the one that its centre lies in, whatever lies around. */
export const marketOfHexagon = (cell: string) => {
  const [lat, lng] = cellToLatLng(cell)
  return marketOf({ lat, lng })
}

/**
 * The surge cell of a place: its H3 cell at resolution 8. Where that lies across the border, and its centre in another
 * market, it is the nearest of the market's own: the cells of a resolution do not tile those of another.
 */
export function surgeCellOf(point: { lat: number; lng: number }): string {
  const market = marketOf(point)
  const hexagon = hexagonOf(point)
  if (marketOfHexagon(hexagon) === market) return hexagon
  const awayM = (cell: string) => {
    const [lat, lng] = cellToLatLng(cell)
    return distanceM(point.lat, point.lng, lat, lng)
  }
  const own = gridDisk(hexagon, 2).filter((cell) => marketOfHexagon(cell) === market)
  return own.sort((a, b) => awayM(a) - awayM(b))[0] ?? hexagon
}
