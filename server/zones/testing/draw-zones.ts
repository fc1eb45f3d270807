import type { ZoneGeometry, ZonePosition, ZoneRing } from '../../../db/schema/zones.ts'

/** A closed ring around a place, as wide as `radiusDeg`, whose radius wriggles by `numbers`; it never crosses itself. */
function drawRing(
  [lng, lat]: ZonePosition,
  radiusDeg: number,
  corners: number,
  numbers: () => number,
): ZoneRing {
  const ring = Array.from({ length: corners }, (_, i): ZonePosition => {
    const angle = (2 * Math.PI * i) / corners
    const radius = radiusDeg * (0.7 + 0.3 * numbers())
    return [lng + radius * Math.cos(angle), lat + radius * Math.sin(angle)]
  })
  return [...ring, ring[0]!]
}

/** A polygon with a hole where `hasHole`: the hole stays within the nearest that the border may come. */
export function drawPolygon(
  centre: ZonePosition,
  radiusDeg: number,
  { corners, hasHole, numbers }: { corners: number; hasHole: boolean; numbers: () => number },
): ZoneGeometry {
  const nearest = 0.7 * Math.cos(Math.PI / corners)
  const outer = drawRing(centre, radiusDeg, corners, numbers)
  const hole = drawRing(centre, radiusDeg * nearest * 0.9, corners, numbers).toReversed()
  return { type: 'Polygon', coordinates: hasHole ? [outer, hole] : [outer] }
}

/** A square of so many metres from its middle to each side. */
export function square(lat: number, lng: number, halfM: number): ZoneGeometry {
  const up = halfM / 111_195
  const right = up / Math.cos((lat * Math.PI) / 180)
  const [west, east, south, north] = [lng - right, lng + right, lat - up, lat + up]
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  }
}
