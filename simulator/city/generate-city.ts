/*
 * A demo city from a seed. Ring roads at fixed radii and radials between them cut the city into convex districts, the
 * number of radials doubling outwards as in grown cities; each district then gets a street grid at an angle of its own.
 * A river cuts local streets but not main roads (bridges); lakes and parks lie inside districts and swallow theirs.
 * What is left unconnected is dropped, and a smooth warp bends the whole. Bounds: about 10,000 junctions.
 */
import { cellToLatLng, latLngToCell } from 'h3-js'
import { type Point, unproject } from '../geo.ts'
import { createRandom } from '../random.ts'
import type { Area, City } from './city.ts'
import { compactGraph } from './compact-graph.ts'
import { drawBlobs } from './draw-blobs.ts'
import { drawLocalStreets } from './draw-local-streets.ts'
import { drawMainRoads, meanOf } from './draw-main-roads.ts'
import { streetNamer } from './names.ts'
import { Network } from './network.ts'
import { placeHotSpots } from './place-hot-spots.ts'
import { blobRing, createTerrain, isInBlob, type Xy } from './terrain.ts'

const DEMO_PLACE: Point = { lat: 12.9716, lng: 77.5946 }
const MARKET_RESOLUTION = 4
export const CITY_RADIUS_M = 9_300
const CLOSED_STREET_SHARE = 0.07

/** The middle of the market cell that the demo lives in. */
export function demoCentre(): Point {
  const [lat, lng] = cellToLatLng(latLngToCell(DEMO_PLACE.lat, DEMO_PLACE.lng, MARKET_RESOLUTION))
  return { lat, lng }
}

/** Generates the city of a seed; the same seed always gives the same city. */
export function generateCity(seed: number): City {
  const random = createRandom(seed, 'city')
  const centre = demoCentre()
  const network = new Network()
  const terrain = createTerrain(random)
  const districts = drawMainRoads(network, random)
  const blobs = drawBlobs(network, districts, random)
  for (const district of districts) {
    const name = streetNamer(random)
    drawLocalStreets(network, district.corners, { ...district, random }, (line) => {
      const streetClass = line % 3 === 0 ? 'street' : 'lane'
      return network.addStreet(name(streetClass), streetClass, district.name)
    })
  }
  network.closeBoundaries()
  const isLocal = (street: number) => network.streets[street]?.district !== ''
  const open = network.edges.filter(({ a, b, street }) => {
    if (!isLocal(street)) return true
    const [from, to] = [network.at(a), network.at(b)]
    if (random.chance(CLOSED_STREET_SHARE) || terrain.isInRiver(from) || terrain.isInRiver(to)) return false
    if (terrain.riverOffsetM(from) > 0 !== terrain.riverOffsetM(to) > 0) return false
    const points = [from, meanOf([from, to]), to]
    return !blobs.some((blob) => points.some((point) => isInBlob(blob, point)))
  })
  const place = (at: Xy): Point => {
    const bent = terrain.warp(at)
    return unproject(centre, bent.x, bent.y)
  }
  const area = (name: string, ring: readonly Xy[]): Area => ({ name, ring: ring.map(place) })
  const graph = compactGraph(network, open, place)
  const areas = (isWater: boolean) =>
    blobs.filter((blob) => blob.isWater === isWater).map((blob) => area(blob.name, blobRing(blob)))
  const districtAreas = districts.map((district) =>
    area(
      district.name,
      district.corners.map((node) => network.at(node)),
    ),
  )
  return {
    seed,
    centre,
    radiusM: CITY_RADIUS_M,
    graph,
    districts: districtAreas,
    parks: areas(false),
    water: [area('Silverthread River', terrain.riverRing(CITY_RADIUS_M * 1.4)), ...areas(true)],
    hotSpots: placeHotSpots(graph, districtAreas, random),
  }
}
