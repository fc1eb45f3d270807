import type { Feature, FeatureCollection, Position } from 'geojson'
import type { Point } from '../geo.ts'
import type { Area, City } from './city.ts'

/** Five decimals are about a metre, and keep the map small. */
const DECIMALS = 1e5
const position = ({ lat, lng }: Point): Position => [
  Math.round(lng * DECIMALS) / DECIMALS,
  Math.round(lat * DECIMALS) / DECIMALS,
]

function polygon(kind: 'water' | 'park' | 'district', area: Area): Feature {
  const ring = area.ring.map(position)
  return {
    type: 'Feature',
    properties: { kind, name: area.name },
    geometry: { type: 'Polygon', coordinates: [[...ring, ring[0] as Position]] },
  }
}

/** Each street's edges joined to lines as long as they run on. */
function streetLines(city: City): Position[][][] {
  const { graph } = city
  const neighbours = graph.streets.map(() => new Map<number, number[]>())
  for (let from = 0; from < graph.nodeCount; from++) {
    for (let edge = graph.firstEdge[from] as number; edge < (graph.firstEdge[from + 1] as number); edge++) {
      const ofStreet = neighbours[graph.streetOf[edge] as number] as Map<number, number[]>
      const known = ofStreet.get(from)
      if (known) known.push(graph.target[edge] as number)
      else ofStreet.set(from, [graph.target[edge] as number])
    }
  }
  const at = (node: number) => position({ lat: graph.lat[node] as number, lng: graph.lng[node] as number })
  return neighbours.map((ofStreet) => {
    const lines: Position[][] = []
    const ends = [...ofStreet].filter(([, next]) => next.length !== 2).map(([node]) => node)
    // Ends first, so that open lines are walked whole; what is left then are rings.
    for (const start of [...ends, ...ofStreet.keys()]) {
      for (;;) {
        const line = [start]
        for (let node = start; ; ) {
          const next = ofStreet.get(node)?.pop()
          if (next === undefined) break
          const back = ofStreet.get(next)
          back?.splice(back.indexOf(node), 1)
          line.push(next)
          node = next
        }
        if (line.length < 2) break
        lines.push(line.map(at))
      }
    }
    return lines
  })
}

function labels(city: City): Feature[] {
  const label = (name: string, of: string, at: Point): Feature => ({
    type: 'Feature',
    properties: { kind: 'label', class: of, name },
    geometry: { type: 'Point', coordinates: position(at) },
  })
  const districts = city.districts.map(({ name, ring }) =>
    label(name, 'district', {
      lat: ring.reduce((sum, point) => sum + point.lat, 0) / ring.length,
      lng: ring.reduce((sum, point) => sum + point.lng, 0) / ring.length,
    }),
  )
  const spots = city.hotSpots.map(({ name, kind, node }) =>
    label(name, kind, { lat: city.graph.lat[node] as number, lng: city.graph.lng[node] as number }),
  )
  return [...districts, ...spots]
}

/** The city as GeoJSON for a map's background: `kind`, `class` and `name` say what each feature is; ground first. */
export function generateBaseMap(city: City): FeatureCollection {
  const streets = streetLines(city).flatMap((lines, i): Feature[] => {
    const street = city.graph.streets[i]
    if (!street || lines.length === 0) return []
    return [
      {
        type: 'Feature',
        properties: { kind: 'street', class: street.class, name: street.name },
        geometry: { type: 'MultiLineString', coordinates: lines },
      },
    ]
  })
  return {
    type: 'FeatureCollection',
    features: [
      ...city.districts.map((area) => polygon('district', area)),
      ...city.parks.map((area) => polygon('park', area)),
      ...city.water.map((area) => polygon('water', area)),
      ...streets.reverse(),
      ...labels(city),
    ],
  }
}
