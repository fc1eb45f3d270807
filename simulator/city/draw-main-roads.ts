import type { Random } from '../random.ts'
import type { StreetClass } from './city.ts'
import { nameDistricts, streetNamer } from './names.ts'
import type { Network } from './network.ts'
import type { Xy } from './terrain.ts'

export type District = {
  name: string
  corners: number[]
  centre: Xy
  angle: number
  spacingM: number
  band: number
}

/** Ring roads by radius, with the number of districts inside each; the counts stay or double outwards. */
const RINGS: readonly { radiusM: number; districts: number; class: StreetClass; spacingM: number }[] = [
  { radiusM: 1_400, districts: 5, class: 'arterial', spacingM: 125 },
  { radiusM: 3_100, districts: 10, class: 'arterial', spacingM: 165 },
  { radiusM: 5_100, districts: 10, class: 'motorway', spacingM: 200 },
  { radiusM: 7_000, districts: 20, class: 'arterial', spacingM: 225 },
  { radiusM: 8_800, districts: 20, class: 'arterial', spacingM: 260 },
]

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
export function drawMainRoads(network: Network, random: Random): District[] {
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

export function meanOf(points: readonly Xy[]): Xy {
  const sum = points.reduce((total, point) => ({ x: total.x + point.x, y: total.y + point.y }))
  return { x: sum.x / points.length, y: sum.y / points.length }
}
