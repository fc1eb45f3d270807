/*
 * Visits the tiles, or the regions, of the globe outwards from a place, row by row, for as long as they can hold a point
 * whose haversine h is not above a bound that may fall meanwhile. What a box of latitude and longitude holds has
 *   h ≥ s(Δlat) + cos(lat)·cos(the box's latitude nearest to a pole)·s(Δlng),   s(x) = sin²(x/2) ≥ x²/4 − x⁴/48,
 * where Δlat and Δlng separate the place from the box: two parts that only grow outwards, and cost no sine. They are
 * measured from the place itself, so that none is missed across the antimeridian or at the poles.
 */
import { RAD } from '../geo.ts'
import { columnOf, eastOf180, type Rows, rowOf } from '../grid.ts'

/** The bound's series in degrees. */
const SECOND = RAD ** 2 / 4
const FOURTH = RAD ** 4 / 48
/** Rounding may have put a point across the edge of its cell by so much. */
const EDGE_DEG = 1e-11

export abstract class OutwardWalk {
  protected lat = 0
  /** From -180 to below 180. */
  protected lng = 0
  protected cosLat = 0
  protected boundMax = 0

  /** Visits a tile or a region by its number; may lower `boundMax`. */
  protected abstract visit(of: Rows, number: number): void

  protected begin(lat: number, lng: number): void {
    this.lat = lat
    this.lng = eastOf180(lng) - 180
    this.cosLat = Math.max(0, Math.cos(lat * RAD))
  }

  protected visitRows(of: Rows): void {
    const row = rowOf(this.lat, of)
    const south = this.lat - (row * of.heightDeg - 90)
    this.visitRow(of, row, 0)
    for (let ring = 1; ring < of.rows; ring++) {
      const below = partBeyond(south + (ring - 1) * of.heightDeg)
      const above = partBeyond(ring * of.heightDeg - south)
      const isBelow = row >= ring && below <= this.boundMax
      if (isBelow) this.visitRow(of, row - ring, below)
      const isAbove = row + ring < of.rows && above <= this.boundMax
      if (isAbove) this.visitRow(of, row + ring, above)
      if (!isBelow && !isAbove) return
    }
  }

  private visitRow(of: Rows, row: number, latPart: number): void {
    const columns = of.columns[row] as number
    const widthDeg = 360 / columns
    const centre = columnOf(this.lng, columns)
    const west = eastOf180(this.lng) - centre * widthDeg
    const scale = this.cosLat * (of.cosMin[row] as number)
    const first = of.first[row] as number
    this.visit(of, first + centre)
    for (let step = 1; 2 * step <= columns; step++) {
      const beyondEast = Math.min(step * widthDeg - west, west + (columns - step - 1) * widthDeg)
      if (latPart + scale * partBeyond(beyondEast) > this.boundMax) break
      this.visit(of, first + ((centre + step) % columns))
    }
    for (let step = 1; 2 * step < columns; step++) {
      const beyondWest = west + (step - 1) * widthDeg
      if (latPart + scale * partBeyond(beyondWest) > this.boundMax) break
      this.visit(of, first + ((centre - step + columns) % columns))
    }
  }
}

/** A lower bound of sin²(x/2) for an angle in degrees. */
export function part(deg: number): number {
  const square = deg * deg
  return square * (SECOND - FOURTH * square)
}

/** The same for whatever lies beyond an edge at that angle, which counts as 0 where it is negative. */
export const partBeyond = (deg: number): number => part(Math.max(0, deg - EDGE_DEG))
