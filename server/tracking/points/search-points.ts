/*
 * The nearest points to a place, by the haversine of the angle, which grows with the distance and costs no arc sine. Tiles
 * are visited outwards (outward-walk.ts) and the cells of each in square rings, for as long as an unseen one can hold a
 * point nearer than the last of those found. A point's own lower bound is taken first: only where it passes is the
 * haversine computed, and that is what ranks.
 */
import { EARTH_RADIUS_M, haversine, haversineOf } from '../geo.ts'
import { REGIONS, type Rows, TILES } from '../grid.ts'
import { FoundPoints } from './found-points.ts'
import { OutwardWalk, part, partBeyond } from './outward-walk.ts'
import type { PointTiles } from './point-tiles.ts'

/** A bound must not exceed what the haversine is computed to be. */
const ROUNDING = 1 + 1e-9
/** The first look of a search for the nearest; while it finds too few, the next goes so many times as far. */
const REACH_START_M = 30_000
const REACH_GROWTH = 4
/** Beyond this, the tiles in use of each region cost less to go through than all that are in reach. */
const TILES_REACH_MAX_M = 120_000

const NOWHERE = Number.POSITIVE_INFINITY
const GLOBE_M = Math.PI * EARTH_RADIUS_M

export type Around = {
  lat: number
  lng: number
  slots: readonly number[]
  maxDistanceM?: number
  accept?: ((handle: number) => boolean) | undefined
}

/** A search of the same tiles, one at a time: what it found is valid until the next begins. */
export class PointSearch extends OutwardWalk {
  private readonly tiles: PointTiles
  private readonly found = new FoundPoints()
  private lngAsked = 0
  private slots: readonly number[] = []
  private accept: ((handle: number) => boolean) | undefined
  private k = 0
  /** What is wanted has no greater haversine. */
  private reach = 0

  constructor(tiles: PointTiles) {
    super()
    this.tiles = tiles
  }

  /** The `k` nearest of some slots that `accept` takes, nearest first. */
  nearest({ k, maxDistanceM = NOWHERE, ...around }: Around & { k: number }): FoundPoints {
    this.ask(around, k)
    if (k < 1) return this.found
    let pointsMax = 0
    for (const slot of around.slots) pointsMax += this.tiles.pointsOf[slot] as number
    const wanted = Math.min(k, pointsMax)
    for (let reachM = REACH_START_M; ; reachM *= REACH_GROWTH) {
      this.look(Math.min(reachM, maxDistanceM))
      if (this.found.size === wanted || reachM >= Math.min(maxDistanceM, GLOBE_M)) break
    }
    this.found.settle(maxDistanceM)
    return this.found
  }

  /** All points of some slots within a distance that `accept` takes, in no order. */
  within({ maxDistanceM = NOWHERE, ...around }: Around): FoundPoints {
    this.ask(around, NOWHERE)
    this.look(maxDistanceM)
    this.found.settle(maxDistanceM)
    return this.found
  }

  private ask({ lat, lng, slots, accept }: Around, k: number): void {
    this.begin(lat, lng)
    this.lngAsked = lng
    this.slots = slots
    this.accept = accept
    this.k = k
    this.found.size = 0
  }

  /** Looks for what is within a distance. */
  private look(reachM: number): void {
    this.found.size = 0
    this.reach = haversineOf(reachM) * ROUNDING
    this.boundMax = this.reach * ROUNDING
    this.visitRows(reachM > TILES_REACH_MAX_M ? REGIONS : TILES)
  }

  protected visit(of: Rows, number: number): void {
    const { tileAt, tileIn, next } = this.tiles
    for (const slot of this.slots) {
      if (of === TILES) this.visitTile(tileAt[slot * TILES.count + number] as number)
      else
        for (
          let tile = tileIn[slot * REGIONS.count + number] as number;
          tile !== 0;
          tile = next[tile] as number
        )
          this.visitTile(tile)
    }
  }

  /** Visits the cells of a tile in square rings around the one that is nearest to the place. */
  private visitTile(tile: number): void {
    if (tile === 0) return
    const tileRow = this.tiles.rows[tile] as number
    const scale = this.cosLat * (TILES.cosMin[tileRow] as number)
    const first = this.tiles.firstCells[tile] as number
    const sideLog2 = this.tiles.sidesLog2[tile] as number
    const side = 1 << sideLog2
    const tileWidthDeg = 360 / (TILES.columns[tileRow] as number)
    const height = TILES.heightDeg / side
    const width = tileWidthDeg / side
    // Where the place lies from the tile's south-west corner, the short way around.
    const north = this.lat - (tileRow * TILES.heightDeg - 90)
    const direct = this.lng + 180 - (this.tiles.columns[tile] as number) * tileWidthDeg
    const isFarWest = direct < tileWidthDeg / 2 - 180
    const east = isFarWest ? direct + 360 : direct > tileWidthDeg / 2 + 180 ? direct - 360 : direct
    const row = Math.min(side - 1, Math.max(0, Math.floor(north / height)))
    const column = Math.min(side - 1, Math.max(0, Math.floor(east / width)))
    for (let ring = 0; ring < side; ring++) {
      let isInReach = false
      const rowEnd = Math.min(side - 1, row + ring)
      for (let r = Math.max(0, row - ring); r <= rowEnd; r++) {
        const latPart = partBeyond(Math.max(r * height - north, north - (r + 1) * height))
        if (latPart > this.boundMax) continue
        const step = Math.abs(r - row) === ring ? 1 : 2 * ring
        for (let c = column - ring; c <= column + ring; c += step) {
          if (c < 0 || c >= side) continue
          const lngPart = partBeyond(Math.max(c * width - east, east - (c + 1) * width))
          if (latPart + scale * lngPart > this.boundMax) continue
          isInReach = true
          this.visitCell(first + (r << sideLog2) + c, scale)
        }
      }
      if (!isInReach) return
    }
  }

  private visitCell(cell: number, scale: number): void {
    const { cells, coordinates } = this.tiles.cells
    const { lat, lng } = this
    const start = cells[2 * cell] as number
    const end = start + (cells[2 * cell + 1] as number)
    let { boundMax } = this
    for (let at = start; at < end; at++) {
      const latDeg = (coordinates[2 * at] as number) - lat
      const apartDeg = Math.abs((coordinates[2 * at + 1] as number) - lng)
      if (part(latDeg) + scale * part(apartDeg > 180 ? 360 - apartDeg : apartDeg) > boundMax) continue
      this.consider(at)
      boundMax = this.boundMax
    }
  }

  private consider(at: number): void {
    const { cells } = this.tiles
    const lat = cells.coordinates[2 * at] as number
    const h = haversine(this.lat, this.lngAsked, lat, cells.coordinates[2 * at + 1] as number, this.cosLat)
    if (h > this.reach) return
    const handle = cells.handles[at] as number
    if (this.accept && !this.accept(handle)) return
    if (this.k === NOWHERE) this.found.push(handle, h)
    else this.found.insert(handle, h, this.k)
    if (this.found.size === this.k) {
      this.reach = this.found.distancesM[this.k - 1] as number
      this.boundMax = this.reach * ROUNDING
    }
  }
}
