import type { IndexedDriver } from '../tracking/driver.ts'
import type { Bbox } from './frames.ts'

/** Drivers in one map frame; a viewport with more gets several. */
const FRAME_DRIVERS_MAX = 400
export const WORLD: Bbox = [-180, -90, 180, 90]

/**
 * What one peer's live map shows, and what it is owed: a driver who moved ten times is owed once, so that a peer which
 * is behind costs at most one entry a driver, and gets the latest of each.
 */
export class MapArea {
  private readonly shown = new Set<string>()
  private readonly owed = new Set<string>()
  private west = 0
  private widthDeg = 0
  private south = 0
  private north = 0
  private isAnswered = false

  /** Turns to a viewport; the drivers that it already shows are not sent again. West may lie east of east: past the antimeridian. */
  look([west, south, east, north]: Bbox, drivers: Iterable<IndexedDriver>): void {
    this.west = west
    this.widthDeg = east - west >= 360 ? 360 : turn(east - west)
    // A box from -180 to 180 is the world and not nothing; one from 180 to -180 is the meridian alone.
    if (this.widthDeg === 0 && east > west) this.widthDeg = 360
    this.south = south
    this.north = north
    this.isAnswered = false
    for (const driver of drivers)
      if (this.shows(driver) !== this.shown.has(driver.driverId)) this.owed.add(driver.driverId)
  }

  /** A driver has moved or changed. */
  note(driver: IndexedDriver): void {
    if (this.shown.has(driver.driverId) || this.shows(driver)) this.owed.add(driver.driverId)
  }

  /** The next frame, or null when nothing is owed; the first after `look` comes even when it is empty. */
  next(
    driverOf: (id: string) => IndexedDriver | undefined,
    encode: (driver: IndexedDriver) => string,
  ): string | null {
    if (this.isAnswered && this.owed.size === 0) return null
    this.isAnswered = true
    const changed: string[] = []
    const gone: string[] = []
    for (const id of this.owed) {
      if (changed.length === FRAME_DRIVERS_MAX) break
      this.owed.delete(id)
      const driver = driverOf(id)
      if (driver && this.shows(driver)) {
        this.shown.add(id)
        changed.push(encode(driver))
      } else if (this.shown.delete(id)) gone.push(id)
    }
    return `{"type":"map","drivers":[${changed.join(',')}],"gone":${JSON.stringify(gone)}}`
  }

  private shows({ position, status }: IndexedDriver): boolean {
    if (!position || status === 'offline') return false
    const { lat, lng } = position
    return lat >= this.south && lat <= this.north && turn(lng - this.west) <= this.widthDeg
  }
}

/** An angle as degrees eastwards, from 0 to below 360. */
const turn = (deg: number) => ((deg % 360) + 360) % 360
