/*
 * Points in cells. The points of a cell lie side by side in one block, so that looking through a cell reads memory
 * straight ahead; one who leaves is replaced by the last. A block that is full moves to one twice as large, one that is
 * a quarter full to one half as large: a move costs what the changes since the last have paid for.
 */
import { BlockPool, withRoom } from './block-pool.ts'

const NONE = -1
const BLOCK_MIN_LOG2 = 2

export class PointCells {
  /** Of each cell: where its block begins, and how many points are in it. */
  cells = new Int32Array(1_024)
  /** Of each place in a block: latitude and longitude in degrees. */
  coordinates = new Float64Array(1_024)
  /** Of each place in a block: whose it is. */
  handles = new Int32Array(512)
  /** Of each handle: its cell, or -1, and its place in the block. */
  places = new Int32Array(1_024).fill(NONE)
  /** Of each cell: the size of its block as a power of two, 0 for none. */
  private sizesLog2 = new Uint8Array(512)
  private readonly blocks = new BlockPool()
  private readonly ranges = new BlockPool()

  /** Makes room for a handle. */
  reserve(handle: number): void {
    const { length } = this.places
    if (2 * handle < length) return
    this.places = withRoom(this.places, 2 * handle + 2)
    this.places.fill(NONE, length)
  }

  /** Takes 2^`countLog2` empty cells behind each other; returns the first. */
  takeCells(countLog2: number): number {
    const first = this.ranges.take(countLog2)
    this.cells = withRoom(this.cells, 2 * this.ranges.end)
    this.sizesLog2 = withRoom(this.sizesLog2, this.ranges.end)
    return first
  }

  /** Gives back cells that are empty. */
  giveCells(first: number, countLog2: number): void {
    this.ranges.give(first, countLog2)
  }

  /** Puts a handle, which is in no cell and has room, into a cell. */
  add(cell: number, handle: number, lat: number, lng: number): void {
    const count = this.cells[2 * cell + 1] as number
    const sizeLog2 = this.sizesLog2[cell] as number
    if (sizeLog2 === 0) this.resize(cell, BLOCK_MIN_LOG2)
    else if (count === 1 << sizeLog2) this.resize(cell, sizeLog2 + 1)
    this.cells[2 * cell + 1] = count + 1
    this.put((this.cells[2 * cell] as number) + count, cell, handle, lat, lng)
  }

  /** Takes a handle out of its cell. */
  takeOut(handle: number): void {
    const cell = this.places[2 * handle] as number
    const at = this.places[2 * handle + 1] as number
    const count = (this.cells[2 * cell + 1] as number) - 1
    const last = (this.cells[2 * cell] as number) + count
    if (at !== last) this.copy(last, at, cell)
    this.places[2 * handle] = NONE
    this.cells[2 * cell + 1] = count
    const sizeLog2 = this.sizesLog2[cell] as number
    if (count === 0) this.resize(cell, 0)
    else if (sizeLog2 > BLOCK_MIN_LOG2 && count <= 1 << (sizeLog2 - 2)) this.resize(cell, sizeLog2 - 1)
  }

  /** Moves the points of a cell to a block of another size, 0 for none. */
  private resize(cell: number, sizeLog2: number): void {
    const before = this.cells[2 * cell] as number
    const beforeLog2 = this.sizesLog2[cell] as number
    this.sizesLog2[cell] = sizeLog2
    if (sizeLog2 > 0) {
      const start = this.blocks.take(sizeLog2)
      this.coordinates = withRoom(this.coordinates, 2 * this.blocks.end)
      this.handles = withRoom(this.handles, this.blocks.end)
      this.cells[2 * cell] = start
      const count = this.cells[2 * cell + 1] as number
      for (let i = 0; i < count; i++) this.copy(before + i, start + i, cell)
    }
    if (beforeLog2 > 0) this.blocks.give(before, beforeLog2)
  }

  private copy(from: number, to: number, cell: number): void {
    const { coordinates } = this
    const [lat, lng] = [coordinates[2 * from] as number, coordinates[2 * from + 1] as number]
    this.put(to, cell, this.handles[from] as number, lat, lng)
  }

  private put(at: number, cell: number, handle: number, lat: number, lng: number): void {
    this.handles[at] = handle
    this.coordinates[2 * at] = lat
    this.coordinates[2 * at + 1] = lng
    this.places[2 * handle] = cell
    this.places[2 * handle + 1] = at
  }
}
