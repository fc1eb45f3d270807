import type { ZoneRing } from '../../../db/schema/zones.ts'
import { EARTH_RADIUS_M, RAD } from '../../tracking/geo.ts'

/** What a closed ring encloses on the sphere, in m², positive where it goes counter-clockwise (Chamberlain and Duquette, JPL 07-03). */
export function signedAreaM2(ring: ZoneRing): number {
  let sum = 0
  for (let i = 1; i < ring.length; i++) {
    const [fromLng, fromLat] = ring[i - 1] as [number, number]
    const [toLng, toLat] = ring[i] as [number, number]
    sum += (toLng - fromLng) * RAD * (2 + Math.sin(fromLat * RAD) + Math.sin(toLat * RAD))
  }
  return (-sum * EARTH_RADIUS_M * EARTH_RADIUS_M) / 2
}
