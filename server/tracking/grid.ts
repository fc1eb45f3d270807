/*
 * The globe cut into tiles and into regions of 16 × 16 tiles: rows of latitude, each with as many columns as keep them
 * about square. Both are numbered row by row, so that a table has one entry for each.
 */
import { RAD } from './geo.ts'

export type Bbox = { west: number; south: number; east: number; north: number }

/** How many tiles are along an edge of a region, as a power of two. */
const REGION_LOG2 = 4
export const TILES = rowsOf(0.25)
export const REGIONS = rowsOf(0.25 * 2 ** REGION_LOG2)

export type Rows = Readonly<ReturnType<typeof rowsOf>>

/** Rows that are `heightDeg` high. The rows of one region have equally many columns, so that it holds whole tiles. */
function rowsOf(heightDeg: number) {
  const rows = Math.round(180 / heightDeg)
  const regionDeg = 0.25 * 2 ** REGION_LOG2
  const columns = new Int32Array(rows)
  /** The number of the first of each row. */
  const first = new Int32Array(rows)
  /** The least cosine of a latitude of each row. */
  const cosMin = new Float64Array(rows)
  let count = 0
  for (let row = 0; row < rows; row++) {
    const south = row * heightDeg - 90
    const regionMiddle = (Math.floor((row * heightDeg) / regionDeg) + 0.5) * regionDeg - 90
    const regions = Math.max(1, Math.round((360 / regionDeg) * Math.cos(regionMiddle * RAD)))
    columns[row] = Math.round(regions * (regionDeg / heightDeg))
    cosMin[row] = Math.max(0, Math.min(Math.cos(south * RAD), Math.cos((south + heightDeg) * RAD)))
    first[row] = count
    count += columns[row] as number
  }
  return { heightDeg, rows, columns, first, cosMin, count }
}

/** The number of the region that a tile belongs to. */
export const regionOf = (row: number, column: number) =>
  (REGIONS.first[row >> REGION_LOG2] as number) + (column >> REGION_LOG2)

/** Degrees east of the antimeridian, from 0 to below 360. */
export const eastOf180 = (lng: number) => (lng >= -180 && lng < 180 ? lng + 180 : turn(lng + 180))
/** An angle as degrees eastwards, from 0 to below 360. */
export const turn = (deg: number) => ((deg % 360) + 360) % 360

export const rowOf = (lat: number, { rows, heightDeg }: Rows) =>
  Math.min(rows - 1, Math.max(0, Math.floor((lat + 90) / heightDeg)))
export const columnOf = (lng: number, columns: number) =>
  Math.min(columns - 1, Math.floor(eastOf180(lng) * (columns / 360)))

/** Whether a place lies in a box, edges included; one whose west is greater than its east crosses the antimeridian. */
export function isInside({ west, south, east, north }: Bbox, lat: number, lng: number): boolean {
  if (lat < south || lat > north) return false
  return isBetween(west, east, lng) || (Math.abs(lng) === 180 && isBetween(west, east, -lng))
}

const isBetween = (west: number, east: number, lng: number) =>
  west <= east ? lng >= west && lng <= east : lng >= west || lng <= east
