import { distanceM, type Point } from '../geo.ts'
import type { City } from './city.ts'

const HOUSE_NUMBERS = 180

function centreOf(ring: readonly Point[]): Point {
  return {
    lat: ring.reduce((sum, point) => sum + point.lat, 0) / ring.length,
    lng: ring.reduce((sum, point) => sum + point.lng, 0) / ring.length,
  }
}

/** House number, street and district of a junction, as in "14 Tannery Road, Eastgate"; always the same for the same junction. */
export function describeAddress(city: City, node: number): string {
  const { graph } = city
  const first = graph.firstEdge[node] as number
  const count = (graph.firstEdge[node + 1] as number) - first
  // The smallest street of a crossing is where people live; main roads stand first in the list.
  let streetId = 0
  for (let edge = first; edge < first + count; edge++) {
    streetId = Math.max(streetId, graph.streetOf[edge] as number)
  }
  const street = graph.streets[streetId]
  const at = { lat: graph.lat[node] as number, lng: graph.lng[node] as number }
  let district = street?.district ?? ''
  if (!district) {
    let nearestM = Number.POSITIVE_INFINITY
    for (const area of city.districts) {
      const awayM = distanceM(at, centreOf(area.ring))
      if (awayM < nearestM) [district, nearestM] = [area.name, awayM]
    }
  }
  return `${((Math.imul(node, 2_654_435) >>> 8) % HOUSE_NUMBERS) + 1} ${street?.name ?? 'Main Road'}, ${district}`
}
