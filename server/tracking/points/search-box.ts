/* The points in a box of latitude and longitude: those cells of the tiles in it that it touches. */
import { type Bbox, columnOf, isInside, REGIONS, type Rows, rowOf, TILES, turn } from '../grid.ts'
import type { FoundPoints } from './found-points.ts'
import type { PointTiles } from './point-tiles.ts'

/** A box with more rows of tiles than this is searched by the tiles in use of each region. */
const TILE_ROWS_MAX = 16
/** So little is rounded away from a place, as a share of a cell. */
const EDGE_SHARE = 1e-6

/** Adds to `found` every point of some slots in a box, edges included, in no order. */
export function searchBox(tiles: PointTiles, bbox: Bbox, slots: readonly number[], found: FoundPoints): void {
  const of: Rows = rowOf(bbox.north, TILES) - rowOf(bbox.south, TILES) < TILE_ROWS_MAX ? TILES : REGIONS
  const isMostOfARow = (bbox.east >= bbox.west ? bbox.east - bbox.west : bbox.east - bbox.west + 360) > 180
  for (let row = rowOf(bbox.south, of); row <= rowOf(bbox.north, of); row++) {
    const columns = of.columns[row] as number
    const first = columnOf(bbox.west, columns)
    const apart = (columnOf(bbox.east, columns) - first + columns) % columns
    // Both edges in one column mean that column, or the whole way around to it.
    const steps = apart === 0 && isMostOfARow ? columns - 1 : apart
    for (let step = 0; step <= steps; step++) {
      const number = (of.first[row] as number) + ((first + step) % columns)
      for (const slot of slots) {
        let tile = (of === TILES ? tiles.tileAt : tiles.tileIn)[slot * of.count + number] as number
        for (; tile !== 0; tile = of === TILES ? 0 : (tiles.next[tile] as number))
          searchTile(tiles, tile, bbox, found)
      }
    }
  }
}

function searchTile(tiles: PointTiles, tile: number, bbox: Bbox, found: FoundPoints): void {
  const tileRow = tiles.rows[tile] as number
  const sideLog2 = tiles.sidesLog2[tile] as number
  const side = 1 << sideLog2
  const south = tileRow * TILES.heightDeg - 90
  const [rowFrom, rowTo] = touched(bbox.south - south, bbox.north - south, TILES.heightDeg, side)
  const widthDeg = 360 / (TILES.columns[tileRow] as number)
  const tileWest = (tiles.columns[tile] as number) * widthDeg - 180
  const { west, east } = bbox
  const spanDeg = east >= west ? east - west : east - west + 360
  // How far the tile's west edge lies east of the box's; the box may begin within the tile, or end in it and begin again.
  const intoDeg = turn(tileWest - west)
  const isWestIn = intoDeg <= spanDeg
  const isAgain = isWestIn && intoDeg + widthDeg > 360
  const fromDeg = isWestIn ? 0 : 360 - intoDeg
  const toDeg = isAgain ? widthDeg : spanDeg - intoDeg + (isWestIn ? 0 : 360)
  const [columnFrom, columnTo] = touched(fromDeg, toDeg, widthDeg, side)
  for (let row = rowFrom; row <= rowTo; row++) {
    const first = (tiles.firstCells[tile] as number) + (row << sideLog2)
    for (let cell = first + columnFrom; cell <= first + columnTo; cell++) searchCell(tiles, cell, bbox, found)
  }
}

/** Which of the `side` equal parts of a length a stretch of it touches. */
function touched(from: number, to: number, length: number, side: number): [number, number] {
  const at = (deg: number, share: number) =>
    Math.min(side - 1, Math.max(0, Math.floor((deg / length) * side + share)))
  return [at(from, -EDGE_SHARE), at(to, EDGE_SHARE)]
}

function searchCell({ cells: store }: PointTiles, cell: number, bbox: Bbox, found: FoundPoints): void {
  const { cells, coordinates, handles } = store
  const start = cells[2 * cell] as number
  const end = start + (cells[2 * cell + 1] as number)
  for (let at = start; at < end; at++)
    if (isInside(bbox, coordinates[2 * at] as number, coordinates[2 * at + 1] as number))
      found.push(handles[at] as number, 0)
}
