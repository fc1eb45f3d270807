import pointInPolygon from 'point-in-polygon-hao'
import type { ZoneGeometry, ZonePosition } from '../../../db/schema/zones.ts'
import { ringsOf } from '../shape/zone-shape.ts'

/** In degrees, a ten-millionth of a metre: the other algorithm rounds what it subtracts. */
const ROUNDED = 1e-12

/** By somebody else's algorithm; null on a line, as far as that rounds. A corner is exact, and inside. */
export function isInside(geometry: ZoneGeometry, lat: number, lng: number): boolean | null {
  const rings = ringsOf(geometry)
  if (rings.some((ring) => ring.some(([x, y]) => x === lng && y === lat))) return true
  const isOnLine = rings.some((ring) =>
    ring.some((to, i) => i > 0 && offLine([lng, lat], ring[i - 1]!, to) < ROUNDED),
  )
  return isOnLine ? null : (pointInPolygon([lng, lat], geometry.coordinates as ZonePosition[][]) as boolean)
}

/** How far a place is from the line through two others, in degrees. */
function offLine([x, y]: ZonePosition, [x1, y1]: ZonePosition, [x2, y2]: ZonePosition): number {
  return Math.abs((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)) / Math.hypot(x2 - x1, y2 - y1)
}
