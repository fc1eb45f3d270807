/*
 * "What is near?" among points that move. Each point is a small integer, its handle, and lies in one of a few slots, of
 * which a search sees only those that it asks for. Answers are exact anywhere on the sphere, at any density; an update
 * allocates nothing but, now and then, longer arrays.
 */
import type { Bbox } from './grid.ts'
import { FoundPoints } from './points/found-points.ts'
import { PointTiles } from './points/point-tiles.ts'
import { searchBox } from './points/search-box.ts'
import { type Around, PointSearch } from './points/search-points.ts'

/** The answers are one object, which the next question to the same index writes over. */
export class PointIndex {
  private readonly tiles: PointTiles
  private readonly search: PointSearch
  private readonly inBox = new FoundPoints()
  private readonly everySlot: readonly number[]

  /** `slots` is how many there are. */
  constructor(slots = 1) {
    this.tiles = new PointTiles(slots)
    this.search = new PointSearch(this.tiles)
    this.everySlot = Array.from({ length: slots }, (_, slot) => slot)
  }

  /** How many points there are. */
  get size(): number {
    return this.tiles.pointsOf.reduce((sum, points) => sum + points, 0)
  }

  /** Puts a point at a place in degrees and into a slot, wherever it was before. */
  set(handle: number, lat: number, lng: number, slot = 0): void {
    this.tiles.set(handle, lat, lng, slot)
  }

  /** Forgets a point; false for one that is not known. */
  remove(handle: number): boolean {
    return this.tiles.remove(handle)
  }

  /**
   * The `k` nearest points of some slots within a distance in metres, nearest first. `accept` is asked of those that would
   * be among them so far, and must not ask this index anything.
   */
  nearest({ slots = this.everySlot, ...query }: Asked & { k: number }): FoundPoints {
    return this.search.nearest({ ...query, slots })
  }

  /** Every point of some slots within `maxDistanceM` metres, edge included, in no order. */
  withinRadius({ slots = this.everySlot, ...query }: Asked & { maxDistanceM: number }): FoundPoints {
    return this.search.within({ ...query, slots })
  }

  /** Every point of some slots in a box, edges included, in no order and without distances. */
  withinBox(bbox: Bbox, slots = this.everySlot): FoundPoints {
    this.inBox.size = 0
    searchBox(this.tiles, bbox, slots, this.inBox)
    return this.inBox
  }
}

type Asked = Omit<Around, 'slots'> & { slots?: readonly number[] }
