/*
 * The H3 cells that stand for a shape: `all` where every place of the cell is inside, `some` where the shape itself must be
 * asked. Coarse cells in the middle, finer ones along the border.
 *
 * Children of an H3 cell reach over its edges, edges are straight on neither map nor globe, and the library's own fill is
 * planar and mistaken near the antimeridian. So nothing is asked of the outline of a cell: all that is used is that no place
 * whose finest cell descends from it is further from its centre than `reachM`. The box of degrees around that circle is held
 * against the shape, in the same plane geometry as the exact test. A box is larger than its hexagon, hence some cells are `some`
 * that need not be: that costs time, and no answer. A circle with a pole in it spans all longitudes, one across the
 * antimeridian is two boxes.
 *
 * Begins with the cells around the shape and replaces those that are `some` by their children, until the border is
 * of `BORDER_CELLS_MIN` cells that cover not much more than the shape itself. A long and narrow shape is nothing but border:
 * it gets up to `BORDER_CELLS_MAX` cells and some.
 */
import {
  cellToLatLng,
  getHexagonAreaAvg,
  getHexagonEdgeLengthAvg,
  getRes0Cells,
  gridDisk,
  latLngToCell,
  UNITS,
} from 'h3-js'
import { distanceM, EARTH_RADIUS_M, RAD } from '../../tracking/geo.ts'
import type { Box, Relation, ZoneShape } from '../shape/zone-shape.ts'
import { childrenOf, FINEST_RES, keyOf, splitLongOf } from './cell-keys.ts'

const BORDER_CELLS_MIN = 24
const BORDER_CELLS_MAX = 96
/** Of the border's cells to the shape. Some 1.5 for a disc of the fewest cells. */
const BORDER_SHARE_MAX = 2
/** The largest seen over the globe is 1.14 edges of average length; see the test. */
const REACH_EDGES = 1.25
/** Two rings around the middle cell hold whatever reaches into a box of this many edges around it. */
const START_EDGES = 0.5
const START_RINGS = 2

/** A cell by its key. */
export type CoverCell = { key: number; relation: 'some' | 'all' }

const REACH_M = Array.from(
  { length: FINEST_RES + 1 },
  (_, res) => REACH_EDGES * getHexagonEdgeLengthAvg(res, UNITS.m),
)
/** How far a place may be from the centre of the ancestor, at this resolution, of its finest cell: in metres. */
export const reachM = (res: number): number => REACH_M[res]!

/** The cells of a shape; none of them is another's ancestor. */
export function coverShape(shape: ZoneShape): CoverCell[] {
  const cover: CoverCell[] = []
  let { keys, res } = startAround(shape.box)
  for (;;) {
    const border: number[] = []
    for (const key of keys) {
      const relation = relateCell(shape, key, res)
      if (relation === 'all') cover.push({ key, relation })
      else if (relation === 'some') border.push(key)
    }
    if (res === FINEST_RES || isFine(border.length, res, shape.areaM2))
      return [...cover, ...border.map((key): CoverCell => ({ key, relation: 'some' }))]
    keys = border.flatMap((key) => childrenOf(key, res))
    res++
  }
}

const isFine = (cells: number, res: number, areaM2: number) =>
  cells >= BORDER_CELLS_MAX ||
  (cells >= BORDER_CELLS_MIN && cells * getHexagonAreaAvg(res, UNITS.m2) <= BORDER_SHARE_MAX * areaM2)

function startAround({ west, south, east, north }: Box) {
  const [lat, lng] = [(south + north) / 2, (west + east) / 2]
  const corners = [south, north].flatMap((y) => [west, east].map((x) => distanceM(lat, lng, y, x)))
  const radiusM = Math.max(...corners)
  for (let res = FINEST_RES; res >= 0; res--)
    if (radiusM <= START_EDGES * getHexagonEdgeLengthAvg(res, UNITS.m) && east - west < 180)
      return { keys: gridDisk(latLngToCell(lat, lng, res), START_RINGS).map(keyOf), res }
  return { keys: getRes0Cells().map(keyOf), res: 0 }
}

/** How the places whose finest cell descends from a cell lie to a shape; `some` also where that is not certain. */
export function relateCell(shape: ZoneShape, key: number, res: number): Relation {
  const [lat, lng] = cellToLatLng(splitLongOf(key, res))
  const [first, second] = boxesAround(lat, lng, reachM(res))
  const relation = shape.relate(first)
  return !second || shape.relate(second) === relation ? relation : 'some'
}

/** Boxes that hold every place within a distance. */
function boxesAround(lat: number, lng: number, radiusM: number): [Box, Box?] {
  const angle = radiusM / EARTH_RADIUS_M
  const [south, north] = [lat - angle / RAD, lat + angle / RAD]
  if (north >= 90) return [{ west: -180, south, east: 180, north: 90 }]
  if (south <= -90) return [{ west: -180, south: -90, east: 180, north }]
  // Where a circle is widest it touches its meridian: asin(sin r / cos φ), by the right-angled triangle of pole and centre.
  const wide = Math.asin(Math.min(1, Math.sin(angle) / Math.cos(lat * RAD))) / RAD
  const [west, east] = [lng - wide, lng + wide]
  if (west < -180)
    return [
      { west: west + 360, south, east: 180, north },
      { west: -180, south, east, north },
    ]
  if (east > 180)
    return [
      { west, south, east: 180, north },
      { west: -180, south, east: east - 360, north },
    ]
  return [{ west, south, east, north }]
}
