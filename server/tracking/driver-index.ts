/*
 * "Who is near?" in memory. Ids become integer handles once, and what searches read of a driver lies in typed arrays:
 * the place in a point index (point-index.ts) with one slot per vehicle class for the drivers that could be matched, so
 * that filters cost nothing, and one for all others; how fresh the place is beside it.
 */
import type { VehicleClass } from '../../db/schema/fleet.ts'
import {
  type DriverAttributes,
  type IndexedDriver,
  isFresh,
  type PlacedDriver,
  type Position,
  VEHICLE_CLASSES,
} from './driver.ts'
import type { Bbox } from './grid.ts'
import { PointIndex } from './point-index.ts'
import { withRoom } from './points/block-pool.ts'
import type { FoundPoints } from './points/found-points.ts'

export type Near = { driverId: string; distanceM: number }
type Asked = {
  lat: number
  lng: number
  /** Every class when it is left out. */
  vehicleClass?: VehicleClass | undefined
  freshAfterMs?: number
  accept?: (driver: PlacedDriver) => boolean
}

/** The slot of those who have a place and cannot be matched. */
const OTHERS = VEHICLE_CLASSES.length
const MATCHABLE = VEHICLE_CLASSES.map((_, slot) => slot)
const SLOTS_OF = new Map(VEHICLE_CLASSES.map((vehicleClass, slot) => [vehicleClass, [slot]]))

export class DriverIndex {
  private readonly handles = new Map<string, number>()
  private readonly drivers: (IndexedDriver | undefined)[] = []
  private readonly freeHandles: number[] = []
  private readonly points = new PointIndex(VEHICLE_CLASSES.length + 1)
  private slots = new Uint8Array(1_024)
  /** When the place was recorded and when it was heard. */
  private recordedAtMs = new Float64Array(1_024)
  private heardAtMs = new Float64Array(1_024)

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
    const driver = this.drivers[handle] as IndexedDriver
    Object.assign(driver, attributes)
    const { status, isFit, bookingId, vehicleClass, position } = driver
    const isMatchable = status === 'available' && isFit && !bookingId
    const slot = isMatchable ? VEHICLE_CLASSES.indexOf(vehicleClass) : OTHERS
    this.slots[handle] = slot
    if (position) this.points.set(handle, position.lat, position.lng, slot)
  }

  /** Sets where the driver is; false for an unknown driver (attributes come first) and for a position older than the last. */
  setPosition(driverId: string, position: Position): boolean {
    const handle = this.handles.get(driverId)
    if (handle === undefined) return false
    const { lat, lng, recordedAtMs, heardAtMs } = position
    if ((this.recordedAtMs[handle] as number) > recordedAtMs) return false
    const driver = this.drivers[handle] as IndexedDriver
    driver.position = position
    this.recordedAtMs[handle] = recordedAtMs
    this.heardAtMs[handle] = heardAtMs
    this.points.set(handle, lat, lng, this.slots[handle] as number)
    return true
  }

  /** Forgets a driver; false for one who is not known. */
  remove(driverId: string): boolean {
    const handle = this.handles.get(driverId)
    if (handle === undefined) return false
    this.points.remove(handle)
    this.handles.delete(driverId)
    this.drivers[handle] = undefined
    this.freeHandles.push(handle)
    return true
  }

  /**
   * The `k` nearest matchable drivers, nearest first, exact on the sphere, within `maxDistanceM` metres. `accept` can refuse
   * a driver, maybe more than once, and asks nothing of this index but `get`; `freshAfterMs` refuses positions recorded or heard before it.
   */
  nearest({ k, maxDistanceM, ...asked }: Asked & { k: number; maxDistanceM?: number }): Near[] {
    return this.near(
      this.points.nearest({ k, ...this.around(asked), ...(maxDistanceM !== undefined && { maxDistanceM }) }),
    )
  }

  /** Every matchable driver within `maxDistanceM` metres, edge included, in no order; `accept` and `freshAfterMs` as in `nearest`. */
  withinRadius({ maxDistanceM, ...asked }: Asked & { maxDistanceM: number }): Near[] {
    return this.near(this.points.withinRadius({ ...this.around(asked), maxDistanceM }))
  }

  /** Every driver whose place is in a box, edges included, whatever their class and status, in no order. */
  withinBbox(bbox: Bbox): PlacedDriver[] {
    const { handles, size } = this.points.withinBox(bbox)
    return Array.from({ length: size }, (_, i) => this.drivers[handles[i] as number] as PlacedDriver)
  }

  private around({ lat, lng, vehicleClass, freshAfterMs, accept }: Asked) {
    const slots = (vehicleClass && SLOTS_OF.get(vehicleClass)) ?? MATCHABLE
    if (freshAfterMs === undefined && !accept) return { lat, lng, slots }
    const afterMs = freshAfterMs ?? Number.NEGATIVE_INFINITY
    const isWanted = (handle: number) =>
      isFresh(
        { recordedAtMs: this.recordedAtMs[handle] as number, heardAtMs: this.heardAtMs[handle] as number },
        afterMs,
      ) &&
      (!accept || accept(this.drivers[handle] as PlacedDriver))
    return { lat, lng, slots, accept: isWanted }
  }

  private near({ handles, distancesM, size }: FoundPoints): Near[] {
    const near: Near[] = []
    for (let i = 0; i < size; i++) {
      const { driverId } = this.drivers[handles[i] as number] as IndexedDriver
      near.push({ driverId, distanceM: distancesM[i] as number })
    }
    return near
  }

  private add(driverId: string, attributes: DriverAttributes): number {
    const handle = this.freeHandles.pop() ?? this.drivers.length
    this.handles.set(driverId, handle)
    this.drivers[handle] = { ...attributes, driverId, position: null }
    this.slots = withRoom(this.slots, handle + 1)
    this.recordedAtMs = withRoom(this.recordedAtMs, handle + 1)
    this.heardAtMs = withRoom(this.heardAtMs, handle + 1)
    this.recordedAtMs[handle] = Number.NEGATIVE_INFINITY
    return handle
  }
}
