/*
 * The globe cut into cells: rows of CELL_DEG of latitude, each with as many columns as keep its cells about square. Both
 * visits go by lower bounds measured from the query itself, not from its cell's centre, so that whoever collects from the
 * visited cells and checks each point misses none, across the antimeridian and at the poles too.
 */
import { EARTH_RADIUS_M } from './geo.ts'

export type Bbox = { west: number; south: number; east: number; north: number }
/** What to do with a cell, and after how many cells to give up because looking at everything is cheaper. */
type Visit = { cellsMax: number; visit: (cell: number) => void }

const CELL_DEG = 0.01
const ROWS = Math.round(180 / CELL_DEG)
const COLUMNS_MAX = Math.round(360 / CELL_DEG)
const M_PER_DEG = (Math.PI / 180) * EARTH_RADIUS_M
/** Haversine loses up to 1e-8 of a distance near the antipode; a bound must not exceed what it computes. */
const BOUND_SHARE = 1 - 1e-7

/** The cell of a place, as a number below 2³⁰. */
export function cellOf(lat: number, lng: number): number {
  const row = rowOf(lat)
  return cellAt(row, columnOf(lng, columnsOf(row)))
}

/**
 * Visits cells outwards from a place for as long as an unseen one can hold a point within `reachM()`, which may shrink
 * meanwhile. False when it gave up.
 */
export function visitCellsAround(
  { lat, lng }: { lat: number; lng: number },
  { cellsMax, visit, reachM }: Visit & { reachM: () => number },
): boolean {
  const row = rowOf(lat)
  let cellsLeft = cellsMax
  for (let ring = 0; ring < ROWS; ring++) {
    if (ring > 0 && ringDistanceM(lat, row, ring) > reachM()) break
    for (const r of ring === 0 ? [row] : [row - ring, row + ring]) {
      if (r < 0 || r >= ROWS) continue
      const columns = columnsOf(r)
      const centre = columnOf(lng, columns)
      for (let step = 0; step <= columns / 2; step++) {
        if (step > 0 && columnDistanceM(r, columns, centre, step, lat, lng) > reachM()) break
        if (cellsLeft-- <= 0) return false
        const left = (centre - step + columns) % columns
        const right = (centre + step) % columns
        visit(cellAt(r, left))
        if (right !== left) visit(cellAt(r, right))
      }
    }
  }
  return true
}

/** Visits every cell that a box touches. False when it gave up. */
export function visitCellsOf({ west, south, east, north }: Bbox, { cellsMax, visit }: Visit): boolean {
  const isMostOfARow = (east >= west ? east - west : east - west + 360) > 180
  let cellsLeft = cellsMax
  for (let row = rowOf(south); row <= rowOf(north); row++) {
    const columns = columnsOf(row)
    const first = columnOf(west, columns)
    const apart = (columnOf(east, columns) - first + columns) % columns
    // Both edges in one column mean that column, or the whole way around to it.
    const steps = apart === 0 && isMostOfARow ? columns - 1 : apart
    for (let step = 0; step <= steps; step++) {
      if (cellsLeft-- <= 0) return false
      visit(cellAt(row, (first + step) % columns))
    }
  }
  return true
}

/** Whether a place lies in a box; one whose west is greater than its east crosses the antimeridian. */
export function isInside({ west, south, east, north }: Bbox, lat: number, lng: number): boolean {
  if (lat < south || lat > north) return false
  const isBetween = (at: number) => (west <= east ? at >= west && at <= east : at >= west || at <= east)
  return isBetween(lng) || (Math.abs(lng) === 180 && isBetween(-lng))
}

const cellAt = (row: number, column: number) => row * COLUMNS_MAX + column
const rowOf = (lat: number) => Math.min(ROWS - 1, Math.max(0, Math.floor((lat + 90) / CELL_DEG)))
/** Degrees east of the antimeridian, from 0 to below 360. */
const eastOf180 = (lng: number) => (((lng + 180) % 360) + 360) % 360
const columnOf = (lng: number, columns: number) =>
  Math.min(columns - 1, Math.floor(eastOf180(lng) / (360 / columns)))

/** Columns of a row, so that cells are about as wide as they are high. */
function columnsOf(row: number): number {
  const lat = (row + 0.5) * CELL_DEG - 90
  return Math.max(1, Math.round(COLUMNS_MAX * Math.cos((lat * Math.PI) / 180)))
}

/** No point of the rows at `ring` or beyond is nearer than this: latitude alone already separates them. */
function ringDistanceM(lat: number, row: number, ring: number): number {
  const below = lat - ((row - ring + 1) * CELL_DEG - 90)
  const above = (row + ring) * CELL_DEG - 90 - lat
  return Math.max(0, Math.min(below, above)) * M_PER_DEG * BOUND_SHARE
}

/**
 * No point of `row` whose column is `step` or more away is nearer than this: the distance to the meridian at the nearer
 * of the two edges, asin(cos(lat)·sin(Δlng)) within a quarter turn; beyond that, nothing better than the pole is known.
 */
function columnDistanceM(
  row: number,
  columns: number,
  centre: number,
  step: number,
  lat: number,
  lng: number,
): number {
  const width = 360 / columns
  const offset = eastOf180(lng) - centre * width
  const gapDeg = Math.min(offset + (step - 1) * width, width - offset + (step - 1) * width)
  if (gapDeg <= 0) return 0
  const gap = (Math.min(gapDeg, 90) * Math.PI) / 180
  const low = row * CELL_DEG - 90
  const latGapM = Math.max(0, low - lat, lat - (low + CELL_DEG)) * M_PER_DEG
  const meridianM = Math.asin(Math.cos((lat * Math.PI) / 180) * Math.sin(gap)) * EARTH_RADIUS_M
  return Math.max(latGapM, meridianM) * BOUND_SHARE
}
