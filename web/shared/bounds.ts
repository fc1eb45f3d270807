import type { Bbox } from '../live/frames.ts'

/** West, south, east, north of points; null when there are none. */
export function boundsOf(points: Iterable<{ lat: number; lng: number }>): Bbox | null {
  const bounds: Bbox = [180, 90, -180, -90]
  for (const { lat, lng } of points) {
    bounds[0] = Math.min(bounds[0], lng)
    bounds[1] = Math.min(bounds[1], lat)
    bounds[2] = Math.max(bounds[2], lng)
    bounds[3] = Math.max(bounds[3], lat)
  }
  return bounds[0] > bounds[2] ? null : bounds
}

/** A part of the world with a margin around it, so that who is about to come into sight is known already. */
export function widened([west, south, east, north]: Bbox, share: number): Bbox {
  const dLng = (east - west) * share
  const dLat = (north - south) * share
  return [
    Math.max(-180, west - dLng),
    Math.max(-90, south - dLat),
    Math.min(180, east + dLng),
    Math.min(90, north + dLat),
  ]
}
