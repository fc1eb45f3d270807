import type { City, StreetClass } from './city.ts'
import { STREET_CLASSES, STREET_SPEEDS_MPS } from './city.ts'

/** What a road of each class is called on OpenStreetMap. */
const HIGHWAYS: Record<StreetClass, string> = {
  motorway: 'trunk',
  arterial: 'primary',
  street: 'residential',
  lane: 'living_street',
}
const KMH_PER_MPS = 3.6
/** Seven decimals are a centimetre, as OpenStreetMap keeps them. */
const DECIMALS = 7

/** The city's streets in OpenStreetMap's XML (API 0.6), for routing engines: a node a junction, a way an edge. */
export function writeOsm({ graph }: City): string {
  const { nodeCount, lat, lng, firstEdge, target, streetOf, streets } = graph
  const parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="hexhaul">\n']
  const decimal = (deg: number | undefined) => (deg as number).toFixed(DECIMALS)
  // Ids begin at 1: 0 is no element.
  for (let node = 0; node < nodeCount; node++)
    parts.push(
      `<node id="${node + 1}" version="1" lat="${decimal(lat[node])}" lon="${decimal(lng[node])}"/>\n`,
    )
  for (let from = 0; from < nodeCount; from++) {
    for (let edge = firstEdge[from] as number; edge < (firstEdge[from + 1] as number); edge++) {
      const to = target[edge] as number
      if (to < from) continue
      const street = streets[streetOf[edge] as number]
      if (!street) continue
      const speedKmh = Math.round(
        (STREET_SPEEDS_MPS[STREET_CLASSES.indexOf(street.class)] as number) * KMH_PER_MPS,
      )
      const tags = { highway: HIGHWAYS[street.class], name: street.name, maxspeed: String(speedKmh) }
      parts.push(
        `<way id="${edge + 1}" version="1"><nd ref="${from + 1}"/><nd ref="${to + 1}"/>`,
        ...Object.entries(tags).map(([k, v]) => `<tag k="${k}" v="${Bun.escapeHTML(v)}"/>`),
        '</way>\n',
      )
    }
  }
  parts.push('</osm>\n')
  return parts.join('')
}
