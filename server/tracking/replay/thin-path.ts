/*
 * A path with fewer points: those that a straight and even drive between their neighbours tells as well are left out. From
 * each point that is kept the next is the farthest that keeps all between them within the tolerance at their time (the
 * opening window of Meratnia and de By, EDBT 2004). Looks at most `SPAN_MAX_DS` ahead, so its cost grows with the path.
 */
import { EARTH_RADIUS_M, RAD } from '../geo.ts'

/** When, in tenths of a second, and where, in hundred-thousandths of a degree of latitude and longitude. */
export type PathPoint = readonly [ds: number, lat: number, lng: number]

export const DEGREE_PARTS = 100_000
/** Points that are kept are not further apart than this, so that whatever is was a gap before. */
export const SPAN_MAX_DS = 600
const METRES_PER_PART = (EARTH_RADIUS_M * RAD) / DEGREE_PARTS

/** The path, oldest first, without the points that `toleranceM` can do without. */
export function thinPath(path: readonly PathPoint[], toleranceM: number): PathPoint[] {
  const kept: PathPoint[] = []
  for (let at = 0; at < path.length; at = Math.max(at + 1, farthestFrom(path, at, toleranceM)))
    kept.push(path[at] as PathPoint)
  return kept
}

function farthestFrom(path: readonly PathPoint[], at: number, toleranceM: number): number {
  const [startDs] = path[at] as PathPoint
  let reached = at
  for (let to = at + 1; to < path.length; to++) {
    const [ds] = path[to] as PathPoint
    if (ds - startDs > SPAN_MAX_DS || !isEven(path, { at, to, toleranceM })) break
    reached = to
  }
  return reached
}

type Stretch = { at: number; to: number; toleranceM: number }

/** Whether everybody between two points is where an even drive from one to the other would have them. */
function isEven(path: readonly PathPoint[], { at, to, toleranceM }: Stretch): boolean {
  const [startDs, startLat, startLng] = path[at] as PathPoint
  const [endDs, endLat, endLng] = path[to] as PathPoint
  const shrink = Math.cos((startLat / DEGREE_PARTS) * RAD)
  for (let i = at + 1; i < to; i++) {
    const [ds, lat, lng] = path[i] as PathPoint
    const share = (ds - startDs) / (endDs - startDs)
    const offLat = lat - startLat - (endLat - startLat) * share
    const offLng = (lng - startLng - (endLng - startLng) * share) * shrink
    if (Math.hypot(offLat, offLng) * METRES_PER_PART > toleranceM) return false
  }
  return true
}

/** Flat: the first point, then of each the difference to the one before. */
export function packPath(path: readonly PathPoint[]): number[] {
  const packed: number[] = []
  let [beforeDs, beforeLat, beforeLng] = [0, 0, 0]
  for (const [ds, lat, lng] of path) {
    packed.push(ds - beforeDs, lat - beforeLat, lng - beforeLng)
    ;[beforeDs, beforeLat, beforeLng] = [ds, lat, lng]
  }
  return packed
}
