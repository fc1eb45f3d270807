/*
 * A demo city from a seed. Ring roads at fixed radii and radials between them cut the city into convex districts, the
 * number of radials doubling outwards as in grown cities; each district then gets a street grid at an angle of its own.
 * A river cuts local streets but not main roads (bridges); lakes and parks lie inside districts and swallow theirs.
 * What is left unconnected is dropped, and a smooth warp bends the whole. Bounds: about 10,000 junctions.
 */
import { cellToLatLng, latLngToCell } from 'h3-js'
import { type Point, unproject } from '../geo.ts'
import { createRandom, type Random } from '../random.ts'
import type { Area, City, StreetClass } from './city.ts'
import { compactGraph } from './compact-graph.ts'
import { drawLocalStreets } from './draw-local-streets.ts'
import { nameDistricts, streetNamer } from './names.ts'
import { Network } from './network.ts'
import { placeHotSpots } from './place-hot-spots.ts'
import { type Blob, blobRing, createBlob, createTerrain, isInBlob, type Xy } from './terrain.ts'

const DEMO_PLACE: Point = { lat: 12.9716, lng: 77.5946 }
const MARKET_RESOLUTION = 4
/** Ring roads by radius, with the number of districts inside each; the counts stay or double outwards. */
const RINGS: readonly { radiusM: number; districts: number; class: StreetClass; spacingM: number }[] = [
  { radiusM: 1_400, districts: 5, class: 'arterial', spacingM: 125 },
  { radiusM: 3_100, districts: 10, class: 'arterial', spacingM: 165 },
  { radiusM: 5_100, districts: 10, class: 'motorway', spacingM: 200 },
  { radiusM: 7_000, districts: 20, class: 'arterial', spacingM: 225 },
  { radiusM: 8_800, districts: 20, class: 'arterial', spacingM: 260 },
]
export const CITY_RADIUS_M = 9_300
const CLOSED_STREET_SHARE = 0.07
const LAKES = 3
const PARKS = 9

type District = { name: string; corners: number[]; centre: Xy; angle: number; spacingM: number; band: number }

/** The middle of the market cell that the demo lives in. */
export function demoCentre(): Point {
  const [lat, lng] = cellToLatLng(latLngToCell(DEMO_PLACE.lat, DEMO_PLACE.lng, MARKET_RESOLUTION))
  return { lat, lng }
}

/** Angles of the radials of each ring: halves of the ring inside, a little off the middle. */
function drawAngles(random: Random): number[][] {
  const angles: number[][] = []
  const turn = random.between(0, 2 * Math.PI)
  for (const { districts } of RINGS) {
    const inner = angles.at(-1)
    if (!inner) {
      const step = (2 * Math.PI) / districts
      angles.push(
        Array.from({ length: districts }, (_, i) => turn + step * (i + random.between(-0.15, 0.15))),
      )
    } else if (inner.length === districts) angles.push(inner)
    else {
      angles.push(
        inner.flatMap((angle, i) => {
          const next = inner[i + 1] ?? (inner[0] as number) + 2 * Math.PI
          return [angle, angle + (next - angle) * random.between(0.42, 0.58)]
        }),
      )
    }
  }
  return angles
}

/** Lays the corners and main roads, and returns the districts between them. */
function drawMainRoads(network: Network, random: Random): District[] {
  const angles = drawAngles(random)
  const names = nameDistricts(
    random,
    RINGS.reduce((sum, ring) => sum + ring.districts, 0),
  )
  const name = streetNamer(random)
  const centre = network.addNode({ x: 0, y: 0 })
  const corner = new Map<string, number>()
  const cornerAt = (ring: number, angle: number) => {
    const key = `${ring}/${angle.toFixed(6)}`
    const known = corner.get(key)
    if (known !== undefined) return known
    const radiusM = (RINGS[ring]?.radiusM ?? 0) * random.between(0.97, 1.03)
    const node = network.addNode({ x: Math.cos(angle) * radiusM, y: Math.sin(angle) * radiusM })
    corner.set(key, node)
    return node
  }
  const radials = new Map<string, number>()
  const districts: District[] = []
  RINGS.forEach((ring, band) => {
    const own = angles[band] as number[]
    const outer = angles[Math.min(band + 1, RINGS.length - 1)] as number[]
    const ringName = `${['Inner', 'Middle', 'Outer', 'Suburban', 'Peripheral'][band]} Ring Road`
    const ringStreet = network.addStreet(ringName, ring.class, '')
    own.forEach((angle, i) => {
      const next = own[i + 1] ?? (own[0] as number) + 2 * Math.PI
      const between = outer.filter((other) => other > angle + 1e-9 && other < next - 1e-9)
      // The last sector wraps: its far corner is the first angle again.
      const far = i + 1 < own.length ? next : (own[0] as number)
      const arc = [angle, ...between, far].map((value) => cornerAt(band, value))
      const inside = band === 0 ? [centre] : [cornerAt(band - 1, far), cornerAt(band - 1, angle)]
      for (let k = 1; k < arc.length; k++)
        network.addBoundary(arc[k - 1] as number, arc[k] as number, ringStreet)
      const radialClass: StreetClass = band >= 3 && i % 4 === 0 ? 'motorway' : 'arterial'
      const radialKey = `${angle.toFixed(6)}/${radialClass}`
      if (!radials.has(radialKey))
        radials.set(radialKey, network.addStreet(name(radialClass), radialClass, ''))
      network.addBoundary(inside.at(-1) as number, arc[0] as number, radials.get(radialKey) as number)
      const corners = [...inside.slice(-1), ...arc, ...inside.slice(0, -1)]
      districts.push({
        name: names[districts.length] as string,
        corners,
        centre: meanOf(corners.map((node) => network.at(node))),
        angle: random.between(0, Math.PI / 2),
        spacingM: ring.spacingM * random.between(0.9, 1.15),
        band,
      })
    })
  })
  return districts
}

function meanOf(points: readonly Xy[]): Xy {
  const sum = points.reduce((total, point) => ({ x: total.x + point.x, y: total.y + point.y }))
  return { x: sum.x / points.length, y: sum.y / points.length }
}

/** Distance from a district's centre to its nearest main road: what a lake may fill. */
function inradiusM(network: Network, district: District): number {
  return Math.min(
    ...district.corners.map((from, i) => {
      const to = district.corners[(i + 1) % district.corners.length] as number
      const [a, b] = [network.at(from), network.at(to)]
      const lengthM = Math.hypot(b.x - a.x, b.y - a.y)
      const { x, y } = district.centre
      return Math.abs((b.x - a.x) * (a.y - y) - (a.x - x) * (b.y - a.y)) / lengthM
    }),
  )
}

function drawBlobs(network: Network, districts: readonly District[], random: Random): Blob[] {
  const free = districts.filter((district) => district.band > 0)
  return Array.from({ length: LAKES + PARKS }, (_, i) => {
    const [district] = free.splice(random.below(free.length), 1)
    if (!district) throw new RangeError('more parks than districts')
    const isWater = i < LAKES
    const radiusM = inradiusM(network, district) * random.between(0.5, 0.85)
    return createBlob(
      random,
      `${district.name} ${isWater ? 'Lake' : 'Park'}`,
      isWater,
      district.centre,
      radiusM,
    )
  })
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
