/*
 * Which points lie where: a table from every tile of the globe, once for each slot, to the cells that the tile is cut
 * into. A tile is cut into 1, 4, 16, … equal cells, until none of them is crowded, so that a city centre has
 * cells of a few streets and an empty country one of a county. A point that moves within its cell only has its
 * coordinates written; one that leaves it changes two blocks.
 */
import { columnOf, eastOf180, REGIONS, regionOf, rowOf, TILES } from '../grid.ts'
import { withRoom } from './block-pool.ts'
import { PointCells } from './point-cells.ts'

/** A tile is cut finer when one of its cells has more points than this, as long as that leaves few enough cells empty. */
const CELL_POINTS_MAX = 16
const CELLS_PER_POINT_MAX = 2
/** It is cut coarser when it has more cells than this for each of its points. */
const CELLS_PER_POINT_SPARSE = 8
/** At the most 512 cells along an edge, of some 50 m each. */
const SIDE_LOG2_MAX = 9
const { heightDeg, rows, columns, first } = TILES

const FIELDS = ['rows', 'columns', 'slots', 'firstCells', 'sidesLog2', 'counts', 'next', 'previous'] as const

export class PointTiles {
  readonly cells = new PointCells()
  /** The tile that is in use, or 0, for each slot and each place on the grid. */
  readonly tileAt: Int32Array
  /** Of each tile in use: its row, its column and its slot. */
  rows = new Int32Array(64)
  columns = new Int32Array(64)
  slots = new Int32Array(64)
  /** Of each tile in use: its first cell, how many cells are along its edge as a power of two, and its points; 0 when it is free. */
  firstCells = new Int32Array(64)
  sidesLog2 = new Int32Array(64)
  counts = new Int32Array(64)
  /** Of each tile in use: the next and the one before in the list of its region and slot, 0 for none. */
  next = new Int32Array(64)
  private previous = new Int32Array(64)
  /** The first tile in use, or 0, for each slot and each region. */
  readonly tileIn: Int32Array
  /** How many points each slot has. */
  readonly pointsOf: Int32Array
  private end = 1
  private readonly freeTiles: number[] = []
  /** The tile of each handle, 0 for none. */
  private tileOf = new Int32Array(512)

  constructor(slots: number) {
    this.tileAt = new Int32Array(slots * TILES.count)
    this.tileIn = new Int32Array(slots * REGIONS.count)
    this.pointsOf = new Int32Array(slots)
  }

  set(handle: number, lat: number, lng: number, slot: number): void {
    const north = (lat + 90) / heightDeg
    const row = Math.min(rows - 1, Math.max(0, Math.floor(north)))
    const columnsOfRow = columns[row] as number
    const east = eastOf180(lng) * (columnsOfRow / 360)
    const column = Math.min(columnsOfRow - 1, Math.floor(east))
    const tile = this.tileAt[slot * TILES.count + (first[row] as number) + column] as number
    const { places, coordinates } = this.cells
    if (tile !== 0 && 2 * handle < places.length) {
      const cell = this.cellIn(tile, north - row, east - column)
      if (places[2 * handle] === cell) {
        const at = places[2 * handle + 1] as number
        coordinates[2 * at] = lat
        coordinates[2 * at + 1] = lng
        return
      }
    }
    this.move(handle, lat, lng, tile || this.open(row, column, slot))
  }

  /** Forgets a handle; false for one that is nowhere. */
  remove(handle: number): boolean {
    const tile = handle < this.tileOf.length ? (this.tileOf[handle] as number) : 0
    if (tile === 0) return false
    this.cells.takeOut(handle)
    this.tileOf[handle] = 0
    this.leave(tile)
    return true
  }

  private move(handle: number, lat: number, lng: number, tile: number): void {
    this.cells.reserve(handle)
    this.tileOf = withRoom(this.tileOf, handle + 1)
    const before = this.tileOf[handle] as number
    if (before !== 0) this.cells.takeOut(handle)
    const cell = this.cellOf(tile, lat, lng)
    this.cells.add(cell, handle, lat, lng)
    if (before !== tile) this.enter(tile, handle)
    const isCrowded = (this.cells.cells[2 * cell + 1] as number) > CELL_POINTS_MAX
    const sideLog2 = (this.sidesLog2[tile] as number) + 1
    const hasRoom =
      sideLog2 <= SIDE_LOG2_MAX && 4 ** sideLog2 <= CELLS_PER_POINT_MAX * (this.counts[tile] as number)
    if (isCrowded && hasRoom) this.cut(tile, sideLog2)
    if (before !== 0 && before !== tile) this.leave(before)
  }

  private enter(tile: number, handle: number): void {
    const slot = this.slots[tile] as number
    this.tileOf[handle] = tile
    this.counts[tile] = (this.counts[tile] as number) + 1
    this.pointsOf[slot] = (this.pointsOf[slot] as number) + 1
  }

  /** A point has left a tile. */
  private leave(tile: number): void {
    const count = (this.counts[tile] as number) - 1
    this.counts[tile] = count
    const slot = this.slots[tile] as number
    this.pointsOf[slot] = (this.pointsOf[slot] as number) - 1
    const sideLog2 = this.sidesLog2[tile] as number
    if (count === 0) this.close(tile)
    else if (sideLog2 > 0 && 4 ** sideLog2 > CELLS_PER_POINT_SPARSE * count) this.cut(tile, sideLog2 - 1)
  }

  /** Cuts a tile into other cells, and puts its points into them. */
  private cut(tile: number, sideLog2: number): void {
    const { cells } = this
    const first = this.firstCells[tile] as number
    const beforeLog2 = this.sidesLog2[tile] as number
    this.firstCells[tile] = cells.takeCells(2 * sideLog2)
    this.sidesLog2[tile] = sideLog2
    for (let cell = first; cell < first + (1 << (2 * beforeLog2)); cell++) {
      while ((cells.cells[2 * cell + 1] as number) > 0) {
        const at = (cells.cells[2 * cell] as number) + (cells.cells[2 * cell + 1] as number) - 1
        const handle = cells.handles[at] as number
        const [lat, lng] = [cells.coordinates[2 * at] as number, cells.coordinates[2 * at + 1] as number]
        cells.takeOut(handle)
        cells.add(this.cellOf(tile, lat, lng), handle, lat, lng)
      }
    }
    cells.giveCells(first, 2 * beforeLog2)
  }

  private open(row: number, column: number, slot: number): number {
    const tile = this.freeTiles.pop() ?? this.end++
    for (const name of FIELDS) this[name] = withRoom(this[name], tile + 1)
    this.rows[tile] = row
    this.columns[tile] = column
    this.slots[tile] = slot
    this.firstCells[tile] = this.cells.takeCells(0)
    this.sidesLog2[tile] = 0
    this.counts[tile] = 0
    this.tileAt[slot * TILES.count + (first[row] as number) + column] = tile
    const region = slot * REGIONS.count + regionOf(row, column)
    const next = this.tileIn[region] as number
    this.tileIn[region] = tile
    this.next[tile] = next
    this.previous[tile] = 0
    if (next !== 0) this.previous[next] = tile
    return tile
  }

  private close(tile: number): void {
    const [row, column] = [this.rows[tile] as number, this.columns[tile] as number]
    const [slot, next] = [this.slots[tile] as number, this.next[tile] as number]
    const previous = this.previous[tile] as number
    this.cells.giveCells(this.firstCells[tile] as number, 2 * (this.sidesLog2[tile] as number))
    this.tileAt[slot * TILES.count + (first[row] as number) + column] = 0
    if (next !== 0) this.previous[next] = previous
    if (previous !== 0) this.next[previous] = next
    else this.tileIn[slot * REGIONS.count + regionOf(row, column)] = next
    this.freeTiles.push(tile)
  }

  private cellOf(tile: number, lat: number, lng: number): number {
    const row = rowOf(lat, TILES)
    const columnsOfRow = columns[row] as number
    const east = eastOf180(lng) * (columnsOfRow / 360)
    return this.cellIn(tile, (lat + 90) / heightDeg - row, east - columnOf(lng, columnsOfRow))
  }

  /** The cell of a tile at a share of its height and width. */
  private cellIn(tile: number, north: number, east: number): number {
    const sideLog2 = this.sidesLog2[tile] as number
    const side = 1 << sideLog2
    const row = Math.min(side - 1, Math.max(0, Math.floor(north * side)))
    const column = Math.min(side - 1, Math.floor(east * side))
    return (this.firstCells[tile] as number) + (row << sideLog2) + column
  }
}
