/*
 * "Who is near?" in memory. Ids become integer handles once; what the hot loops read lies in typed arrays. Each cell of
 * the grid has one bucket per vehicle class for the drivers that could be matched, so that filters cost nothing, and one
 * for all others that have a place. A search visits cells outwards until nothing unseen can be nearer than the k-th found.
 */
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { BucketLists } from './bucket-lists.ts'
import {
  type DriverAttributes,
  type IndexedDriver,
  isFresh,
  type PlacedDriver,
  type Position,
  VEHICLE_CLASSES,
} from './driver.ts'
import { distanceM, EARTH_RADIUS_M } from './geo.ts'
import { type Bbox, cellOf, isInside, visitCellsAround, visitCellsOf } from './grid.ts'

export type Near = { driverId: string; distanceM: number }
type NearestQuery = {
  lat: number
  lng: number
  k: number
  vehicleClass: VehicleClass
  maxDistanceM?: number
  freshAfterMs?: number
  accept?: (driver: PlacedDriver) => boolean
}

const SLOTS = VEHICLE_CLASSES.length + 1
/** The bucket of a cell for those who have a place and cannot be matched. */
const OTHERS = VEHICLE_CLASSES.length
const GLOBE_M = Math.PI * EARTH_RADIUS_M
/** So many more cells than there are buckets are looked at before looking at every bucket is cheaper. */
const CELLS_SLACK = 16

export class DriverIndex {
  private readonly handles = new Map<string, number>()
  private readonly drivers: (IndexedDriver | undefined)[] = []
  private readonly freeHandles: number[] = []
  private readonly lists = new BucketLists()
  private lat = new Float64Array(1_024)
  private lng = new Float64Array(1_024)

  get size(): number {
    return this.handles.size
  }

  get(driverId: string): IndexedDriver | undefined {
    const handle = this.handles.get(driverId)
    return handle === undefined ? undefined : this.drivers[handle]
  }

  *all(): Iterable<IndexedDriver> {
    for (const driver of this.drivers) if (driver) yield driver
  }

  /** Sets who the driver is; keeps the position. */
  setAttributes(driverId: string, attributes: DriverAttributes): void {
    const handle = this.handles.get(driverId) ?? this.add(driverId, attributes)
    Object.assign(this.drivers[handle] as IndexedDriver, attributes)
    this.place(handle)
  }

  /** Sets where the driver is; false for an unknown driver (attributes come first) and for a position older than the last. */
  setPosition(driverId: string, position: Position): boolean {
    const handle = this.handles.get(driverId)
    if (handle === undefined) return false
    const driver = this.drivers[handle] as IndexedDriver
    if (driver.position && driver.position.recordedAtMs > position.recordedAtMs) return false
    driver.position = position
    this.lat[handle] = position.lat
    this.lng[handle] = position.lng
    this.place(handle)
    return true
  }

  /** Forgets a driver; false for one who is not known. */
  remove(driverId: string): boolean {
    const handle = this.handles.get(driverId)
    if (handle === undefined) return false
    this.lists.move(handle, null)
    this.handles.delete(driverId)
    this.drivers[handle] = undefined
    this.freeHandles.push(handle)
    return true
  }

  /**
   * The `k` nearest matchable drivers of a class, nearest first, exact on the sphere.
   * `accept` can refuse a driver; `freshAfterMs` refuses positions recorded or heard before it.
   */
  nearest({ lat, lng, k, vehicleClass, maxDistanceM = GLOBE_M, freshAfterMs, accept }: NearestQuery): Near[] {
    const slot = VEHICLE_CLASSES.indexOf(vehicleClass)
    const found: Near[] = []
    let reachM = maxDistanceM
    const consider = (handle: number) => {
      const awayM = this.awayM(handle, lat, lng)
      if (awayM > reachM) return
      const driver = this.drivers[handle] as PlacedDriver
      if (freshAfterMs !== undefined && !isFresh(driver.position, freshAfterMs)) return
      if (accept && !accept(driver)) return
      insertSorted(found, { driverId: driver.driverId, distanceM: awayM }, k)
      if (found.length === k) reachM = Math.min(reachM, (found[k - 1] as Near).distanceM)
    }
    const visit = (cell: number) => this.lists.walk(cell * SLOTS + slot, consider)
    const isDone = visitCellsAround({ lat, lng }, { cellsMax: this.cellsMax, visit, reachM: () => reachM })
    if (isDone) return found
    found.length = 0
    reachM = maxDistanceM
    for (const bucket of this.lists.buckets()) if (bucket % SLOTS === slot) this.lists.walk(bucket, consider)
    return found
  }

  /** Every driver whose place is in a box, edges included, whatever their class and status, in no order. */
  withinBbox(bbox: Bbox): PlacedDriver[] {
    const found: PlacedDriver[] = []
    const consider = (handle: number) => {
      if (isInside(bbox, this.lat[handle] as number, this.lng[handle] as number))
        found.push(this.drivers[handle] as PlacedDriver)
    }
    const visit = (cell: number) => this.walkCell(cell, consider)
    if (visitCellsOf(bbox, { cellsMax: this.cellsMax, visit })) return found
    found.length = 0
    for (const bucket of this.lists.buckets()) this.lists.walk(bucket, consider)
    return found
  }

  private get cellsMax(): number {
    return this.lists.size + CELLS_SLACK
  }

  private awayM(handle: number, lat: number, lng: number): number {
    return distanceM(lat, lng, this.lat[handle] as number, this.lng[handle] as number)
  }

  private walkCell(cell: number, consider: (handle: number) => void): void {
    for (let slot = 0; slot < SLOTS; slot++) this.lists.walk(cell * SLOTS + slot, consider)
  }

  private add(driverId: string, attributes: DriverAttributes): number {
    const handle = this.freeHandles.pop() ?? this.drivers.length
    this.handles.set(driverId, handle)
    this.drivers[handle] = { ...attributes, driverId, position: null }
    if (handle >= this.lat.length) {
      this.lat = doubled(this.lat)
      this.lng = doubled(this.lng)
    }
    return handle
  }

  /** Puts the driver into the bucket where searches find it. */
  private place(handle: number): void {
    const { position, status, isFit, bookingId, vehicleClass } = this.drivers[handle] as IndexedDriver
    if (!position) return
    const isMatchable = status === 'available' && isFit && !bookingId
    const slot = isMatchable ? VEHICLE_CLASSES.indexOf(vehicleClass) : OTHERS
    this.lists.move(handle, cellOf(position.lat, position.lng) * SLOTS + slot)
  }
}

function doubled(from: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const to = new Float64Array(from.length * 2)
  to.set(from)
  return to
}

function insertSorted(found: Near[], near: Near, k: number): void {
  let at = found.length
  while (at > 0 && (found[at - 1] as Near).distanceM > near.distanceM) at--
  if (at >= k) return
  found.splice(at, 0, near)
  if (found.length > k) found.pop()
}
