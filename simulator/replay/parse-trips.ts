import { distanceM, type Point } from '../geo.ts'
import type { Route } from '../route.ts'
import { isOnEarth, isOutlying, medianPoint, type Parsed } from './parse-pickups.ts'

const STANDING_MPS = 0.5

/** One trip as a route, its speeds from its own time stamps, or undefined when it is not a trip. */
function readTrip(trip: unknown): Route | undefined {
  const { path, timestamps } = (trip ?? {}) as { path?: unknown; timestamps?: unknown }
  if (!Array.isArray(path) || !Array.isArray(timestamps)) return undefined
  if (path.length < 2 || path.length !== timestamps.length) return undefined
  const points = new Float64Array(path.length * 2)
  const legSpeedMps = new Float32Array(path.length - 1)
  let before: Point | undefined
  for (const [i, at] of path.entries()) {
    const [lng, lat] = Array.isArray(at) ? (at as unknown[]) : []
    if (typeof lat !== 'number' || typeof lng !== 'number' || !isOnEarth(lat, lng)) return undefined
    const point = { lat, lng }
    if (before) {
      const seconds = Number(timestamps[i]) - Number(timestamps[i - 1])
      if (!(seconds >= 0)) return undefined
      // Two points at one time would be infinitely fast; the driver's own limit bounds what comes of it.
      legSpeedMps[i - 1] = Math.max(STANDING_MPS, distanceM(before, point) / Math.max(seconds, 1))
    }
    points.set([lat, lng], i * 2)
    before = point
  }
  return { points, legSpeedMps }
}

function* pointsOf({ points }: Route): Generator<Point> {
  for (let i = 0; i < points.length; i += 2) yield { lat: points[i] as number, lng: points[i + 1] as number }
}

/** Reads `[{ path: [[lng, lat]], timestamps: [s] }]`; trips that cannot be read, or that leave the region, are counted. @throws SyntaxError when it is no JSON. */
export function parseTrips(json: string): Parsed<Route> {
  const trips: unknown = JSON.parse(json)
  if (!Array.isArray(trips)) throw new SyntaxError('a file of trips must hold a JSON array')
  const read = trips.map(readTrip).filter((trip) => trip !== undefined)
  const middle = medianPoint(read.flatMap((trip) => pointsOf(trip).next().value ?? []))
  const items = read.filter((trip) => ![...pointsOf(trip)].some((point) => isOutlying(point, middle)))
  return { items, malformed: trips.length - read.length, outlying: read.length - items.length }
}
