import { type Outline, outlineOf, type Position } from './outline.ts'

const DIGITS = 6

/** An outline as people read and type it: a corner a line, longitude first, an empty line between rings. */
export const writeOutline = (outline: Outline) =>
  outline
    .flat()
    .map((ring) => ring.map((position) => position.map(degrees).join(', ')).join('\n'))
    .join('\n\n')

const degrees = (value: number) => String(Number(value.toFixed(DIGITS)))

/**
 * The outline that a text says: GeoJSON of any kind with polygons in it, or corners line by line, where each further ring is a hole
 * of the first. @throws Error that says what is wrong.
 */
export function readOutline(text: string): Outline {
  const trimmed = text.trim()
  return trimmed.startsWith('{') ? readGeoJson(trimmed) : readCorners(trimmed)
}

function readGeoJson(text: string): Outline {
  const found = polygonsOf(parse(text))
  if (found.length === 0) throw new Error('There is no polygon in this GeoJSON.')
  if (found.some((polygon) => polygon.some((ring) => ring.length < 3 || ring.some(isNoPosition))))
    throw new Error('A polygon in this GeoJSON has a position that is no [longitude, latitude].')
  return found
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('This is no JSON: look for a missing bracket or comma.')
  }
}

type Member = {
  type?: unknown
  features?: unknown
  geometry?: unknown
  geometries?: unknown
  coordinates?: unknown
}

function polygonsOf(value: unknown): Outline {
  if (typeof value !== 'object' || value === null) return []
  const { type, features, geometry, geometries, coordinates } = value as Member
  if (Array.isArray(features)) return features.flatMap(polygonsOf)
  if (Array.isArray(geometries)) return geometries.flatMap(polygonsOf)
  if (type === 'Feature') return polygonsOf(geometry)
  if ((type !== 'Polygon' && type !== 'MultiPolygon') || !areRings(type, coordinates)) return []
  return outlineOf({ type, coordinates } as Parameters<typeof outlineOf>[0])
}

const areLists = (value: unknown): value is unknown[] => Array.isArray(value) && value.every(Array.isArray)
const areRings = (type: 'Polygon' | 'MultiPolygon', coordinates: unknown) =>
  areLists(coordinates) &&
  coordinates.every(areLists) &&
  (type === 'Polygon' || coordinates.every((polygon) => (polygon as unknown[]).every(areLists)))

const isNoPosition = ([lng, lat]: Position) => !Number.isFinite(lng) || !Number.isFinite(lat)

function readCorners(text: string): Outline {
  const rings = text.split(/\n\s*\n/).map((block) =>
    withoutRepeat(
      block
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(readCorner),
    ),
  )
  if (rings.some(({ length }) => length < 3)) throw new Error('An area has at least three corners.')
  return [rings]
}

function readCorner(line: string): Position {
  const numbers = line
    .trim()
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number)
  const [lng, lat] = numbers
  if (numbers.length !== 2 || lng === undefined || lat === undefined || isNoPosition([lng, lat]))
    throw new Error(`“${line.trim()}” is not longitude and latitude, as in 77.5946, 12.9716.`)
  return [lng, lat]
}

/** Whoever closes the ring by hand means no corner more. */
function withoutRepeat(ring: Position[]): Position[] {
  const [first, last] = [ring[0], ring.at(-1)]
  const isRepeated = ring.length > 3 && first?.[0] === last?.[0] && first?.[1] === last?.[1]
  return isRepeated ? ring.slice(0, -1) : ring
}
