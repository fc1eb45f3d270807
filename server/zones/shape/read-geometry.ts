/*
 * What may be drawn: polygons as RFC 7946 (3.1.6, 3.1.9) has them and the simple features of OGC 06-103r4 (6.1.11) ask of
 * them. Judged in this order, each step only on what the one before has let through: positions, rings, crossings, nesting,
 * size. Rings may not even touch: what touches can be drawn as one. Winding is put right, a position that repeats the one
 * before it and heights are left out, and degrees are rounded to 1 cm.
 */
import type { ZoneGeometry, ZonePosition, ZoneRing } from '../../../db/schema/zones.ts'
import { DomainError, type FieldError } from '../../errors.ts'
import { findCrossings, type Line } from './find-crossings.ts'
import { signedAreaM2 } from './ring-area.ts'
import { ZoneShape } from './zone-shape.ts'

export const POSITIONS_MAX = 5_000
const RINGS_MAX = 200
const AREA_MIN_M2 = 100
const AREA_MAX_M2 = 1e12
const POSITIONS_MIN = 4
const DIGITS = 1e7
const ERRORS_MAX = 10

export type DrawnGeometry = { type: 'Polygon' | 'MultiPolygon'; coordinates: unknown[] }
/** A ring as it was sent, with where it came from: positions that are left out leave gaps in `sources`. */
type ReadRing = { path: string; ring: ZoneRing; sources: number[] }

/**
 * A drawn geometry in its one form, and what it covers in m². Each error names the position, as in
 * `geometry.coordinates.0.3`. @throws DomainError geometry_invalid.
 */
export function readGeometry(drawn: DrawnGeometry): { geometry: ZoneGeometry; areaM2: number } {
  const root = 'geometry.coordinates'
  const isMany = drawn.type === 'MultiPolygon'
  const errors = new Errors()
  const polygons = isMany
    ? listOf(drawn.coordinates, root, errors).map((polygon, i) =>
        readPolygon(polygon, `${root}.${i}`, errors),
      )
    : [readPolygon(drawn.coordinates, root, errors)]
  const all = polygons.flat()
  const positionCount = all.reduce((sum, { ring }) => sum + ring.length, 0)
  if (all.length > RINGS_MAX) errors.add(root, `An area has at most ${RINGS_MAX} rings.`)
  if (positionCount > POSITIONS_MAX) errors.add(root, `An area has at most ${POSITIONS_MAX} positions.`)
  errors.throwIfAny()
  for (const ring of all) checkRing(ring, errors)
  errors.throwIfAny()
  refuseCrossings(all, errors)
  errors.throwIfAny()
  refuseNesting(polygons, errors)
  errors.throwIfAny()
  const areaM2 = polygons.reduce((sum, polygon) => sum + areaOf(polygon), 0)
  if (areaM2 < AREA_MIN_M2) errors.add(root, `An area has at least ${AREA_MIN_M2} m².`)
  if (areaM2 > AREA_MAX_M2) errors.add(root, `An area has at most ${AREA_MAX_M2 / 1e6} km².`)
  errors.throwIfAny()
  const wound = polygons.map((polygon) => polygon.map(({ ring }, i) => windingRight(ring, i > 0)))
  const geometry: ZoneGeometry = isMany
    ? { type: 'MultiPolygon', coordinates: wound }
    : { type: 'Polygon', coordinates: wound[0]! }
  return { geometry, areaM2 }
}

class Errors {
  private readonly fields: FieldError[] = []

  add(path: string, message: string): void {
    if (this.fields.length < ERRORS_MAX) this.fields.push({ path, message })
  }

  throwIfAny(): void {
    const { fields } = this
    if (fields.length === 0) return
    throw new DomainError('invalid', 'geometry_invalid', 'The geometry is no area; each fault is named.', {
      fields,
    })
  }
}

function listOf(value: unknown, path: string, errors: Errors): unknown[] {
  if (Array.isArray(value) && value.length > 0) return value
  errors.add(path, 'Expected a list that is not empty.')
  return []
}

const readPolygon = (rings: unknown, path: string, errors: Errors): ReadRing[] =>
  listOf(rings, path, errors).map((ring, i) => readRing(ring, `${path}.${i}`, errors))

function readRing(positions: unknown, path: string, errors: Errors): ReadRing {
  const read: ReadRing = { path, ring: [], sources: [] }
  for (const [i, value] of listOf(positions, path, errors).entries()) {
    const position = readPosition(value)
    if (typeof position === 'string') {
      errors.add(`${path}.${i}`, position)
      continue
    }
    const before = read.ring.at(-1)
    if (before?.[0] === position[0] && before[1] === position[1]) continue
    read.ring.push(position)
    read.sources.push(i)
  }
  return read
}

function readPosition(value: unknown): ZonePosition | string {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3 || !value.every(Number.isFinite))
    return 'Expected [longitude, latitude] in degrees.'
  const [lng, lat] = value as [number, number]
  if (Math.abs(lng) > 180) return 'The longitude must be from -180 to 180; longitude comes first.'
  if (Math.abs(lat) > 90) return 'The latitude must be from -90 to 90; longitude comes first.'
  return [Math.round(lng * DIGITS) / DIGITS, Math.round(lat * DIGITS) / DIGITS]
}

function checkRing({ path, ring, sources }: ReadRing, errors: Errors): void {
  const [first, last] = [ring[0]!, ring.at(-1)!]
  if (first[0] !== last[0] || first[1] !== last[1])
    errors.add(
      `${path}.${sources.at(-1)}`,
      'A ring ends where it begins: the last position repeats the first.',
    )
  else if (ring.length < POSITIONS_MIN)
    errors.add(path, `A ring has at least ${POSITIONS_MIN} positions, three of them different.`)
  for (let i = 1; i < ring.length; i++)
    if (Math.abs(ring[i]![0] - ring[i - 1]![0]) > 180)
      errors.add(
        `${path}.${sources[i]}`,
        'The line to here crosses the antimeridian: split the area there, into a MultiPolygon.',
      )
}

function refuseCrossings(all: readonly ReadRing[], errors: Errors): void {
  const pathOf = ({ ring, at }: Line) => `${all[ring]!.path}.${all[ring]!.sources[at]}`
  const rings = all.map(({ ring }) => ring)
  for (const { line, other } of findCrossings(rings, ERRORS_MAX))
    errors.add(pathOf(line), `The line from here meets the one from ${pathOf(other)}.`)
}

const shapeOf = (rings: readonly ReadRing[]) =>
  new ZoneShape({ type: 'Polygon', coordinates: rings.map(({ ring }) => ring) })
/** For rings that meet nowhere: one place tells of all. */
const isInside = (shape: ZoneShape, { ring }: ReadRing) => shape.contains(ring[0]![1], ring[0]![0])

function refuseNesting(polygons: readonly ReadRing[][], errors: Errors): void {
  for (const [outer, ...holes] of polygons) {
    const around = shapeOf([outer!])
    for (const hole of holes)
      if (!isInside(around, hole)) errors.add(hole.path, 'A hole lies inside the first ring of its polygon.')
    for (const hole of holes) {
      const other = holes.find((each) => each !== hole && isInside(shapeOf([each]), hole))
      if (other) errors.add(hole.path, `This hole lies in the hole ${other.path}.`)
    }
  }
  const shapes = polygons.map(shapeOf)
  for (const [i, polygon] of polygons.entries()) {
    const around = shapes.findIndex((shape, other) => other !== i && isInside(shape, polygon[0]!))
    if (around >= 0) errors.add(polygon[0]!.path, `This polygon lies in polygon ${around}.`)
  }
}

const areaOf = (polygon: readonly ReadRing[]) =>
  polygon.reduce((sum, { ring }, i) => sum + Math.abs(signedAreaM2(ring)) * (i === 0 ? 1 : -1), 0)

const windingRight = (ring: ZoneRing, isHole: boolean): ZoneRing =>
  signedAreaM2(ring) < 0 === isHole ? ring : ring.toReversed()
