import type { ZoneGeometry } from '../../db/schema/zones.ts'
import { ZoneShape } from '../../server/zones/shape/zone-shape.ts'
import { createRandom, type Random } from '../../simulator/random.ts'

/** `apart`: areas of 100 m to 5 km across a country. `corridors`: narrow strips along roads of one region, all over one another. */
export const SPREADS = ['apart', 'corridors'] as const
export type Spread = (typeof SPREADS)[number]
type Polygon = Extract<ZoneGeometry, { type: 'Polygon' }>
export type Field = { zones: { id: string; shape: ZoneShape }[]; lat: Float64Array; lng: Float64Array }

const SEED = 20_260_302
const [SOUTH, WEST] = [10, 72]
const SIDE_DEG = { apart: 10, corridors: 1.5 }
const KM_PER_DEG = 111.2
const CORNERS = [4, 6, 12, 24, 60, 300]

/** So many zones and places; half of the places are at a zone, the others anywhere. The first zones are those of a smaller field. */
export function drawField(zoneCount: number, placeCount: number, spread: Spread): Field {
  const random = createRandom(SEED, spread)
  const side = SIDE_DEG[spread]
  const zones = Array.from({ length: zoneCount }, (_, i) => ({
    id: String(i),
    shape: new ZoneShape(spread === 'apart' ? drawArea(random, side) : drawStrip(random, side)),
  }))
  const places = createRandom(SEED, `${spread} places`)
  const lat = new Float64Array(placeCount)
  const lng = new Float64Array(placeCount)
  for (let i = 0; i < placeCount; i++) {
    const { west, south, east, north } =
      i % 2
        ? places.pick(zones).shape.box
        : { west: WEST, south: SOUTH, east: WEST + side, north: SOUTH + side }
    lat[i] = places.between(south, north)
    lng[i] = places.between(west, east)
  }
  return { zones, lat, lng }
}

function drawArea(random: Random, side: number): Polygon {
  const [lng, lat] = [random.between(WEST, WEST + side), random.between(SOUTH, SOUTH + side)]
  const radius = (0.1 * 50 ** random.next()) / KM_PER_DEG
  const corners = random.pick(CORNERS)
  const [turn, waves] = [random.between(0, Math.PI), 2 + random.below(4)]
  const ring = Array.from({ length: corners }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i) / corners
    const reach = radius * (0.8 + 0.15 * Math.sin(waves * angle + turn) + random.between(0, 0.05) / corners)
    return [lng + reach * Math.cos(angle), lat + reach * Math.sin(angle)]
  })
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] }
}

function drawStrip(random: Random, side: number): Polygon {
  const [lng, lat] = [random.between(WEST, WEST + side), random.between(SOUTH, SOUTH + side)]
  const [angle, length] = [random.between(0, Math.PI), random.between(5, 30) / KM_PER_DEG]
  const width = 0.1 / KM_PER_DEG
  const along = [length * Math.cos(angle), length * Math.sin(angle)] as const
  const across = [-width * Math.sin(angle), width * Math.cos(angle)] as const
  const corner = (a: number, b: number): [number, number] => [
    lng + a * along[0] + b * across[0],
    lat + a * along[1] + b * across[1],
  ]
  return {
    type: 'Polygon',
    coordinates: [[corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1), corner(0, 0)]],
  }
}
