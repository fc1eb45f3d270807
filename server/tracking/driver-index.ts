/*
 * "Who is near?" in memory. Ids become integer handles once; what the hot loops read lies in typed arrays. The globe is
 * cut into a grid of CELL_DEG latitude rows, each with as many columns as keep its cells about square; a cell's bucket
 * holds only drivers that could be matched, per vehicle class, so that filters cost nothing. A search looks at rings of
 * rows and columns outwards and stops when nothing unseen can be nearer than the k-th found, measured from the query
 * itself and not from its cell's centre. Buckets are linked lists through arrays: an update allocates nothing.
 */
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { distanceM, EARTH_RADIUS_M } from './geo.ts'

export const VEHICLE_CLASSES: readonly VehicleClass[] = ['bike', 'van', 'truck', 'refrigerated_truck']
export type DriverStatus = 'available' | 'paused' | 'offline'

export type DriverAttributes = {
  status: DriverStatus
  vehicleClass: VehicleClass
  vehicleId: string | null
  capacityKg: number
  capacityM3: number
  isFit: boolean
  bookingId: string | null
  waitingSinceMs: number
  ratingAvg: number | null
  acceptanceRate: number
}
export type Position = {
  lat: number
  lng: number
  headingDeg: number | null
  speedMps: number | null
  recordedAtMs: number
}
export type IndexedDriver = DriverAttributes & { driverId: string; position: Position | null }
export type Near = { driverId: string; distanceM: number }

const CELL_DEG = 0.01
const ROWS = Math.round(180 / CELL_DEG)
const NONE = -1
const M_PER_DEG = (Math.PI / 180) * EARTH_RADIUS_M

export class DriverIndex {
  private readonly handles = new Map<string, number>()
  private readonly drivers: IndexedDriver[] = []
  private readonly buckets = new Map<number, number>()
  private lat = new Float64Array(1_024)
  private lng = new Float64Array(1_024)
  private bucketOf = new Float64Array(1_024).fill(NONE)
  private next = new Int32Array(1_024)
  private previous = new Int32Array(1_024)

  get size(): number {
    return this.handles.size
  }

  get(driverId: string): IndexedDriver | undefined {
    const handle = this.handles.get(driverId)
    return handle === undefined ? undefined : this.drivers[handle]
  }

  all(): Iterable<IndexedDriver> {
    return this.drivers
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

  /**
   * The `k` nearest matchable drivers of a class, nearest first, exact on the sphere.
   * `accept` can refuse a driver; `freshAfterMs` refuses positions recorded before it.
   */
  nearest(query: {
    lat: number
    lng: number
    k: number
    vehicleClass: VehicleClass
    maxDistanceM?: number
    freshAfterMs?: number
    accept?: (driver: IndexedDriver) => boolean
  }): Near[] {
    const { lat, lng, k } = query
    const classIndex = VEHICLE_CLASSES.indexOf(query.vehicleClass)
    const found: Near[] = []
    let reachM = query.maxDistanceM ?? Math.PI * EARTH_RADIUS_M
    const consider = (handle: number) => {
      const away = distanceM(lat, lng, this.lat[handle] as number, this.lng[handle] as number)
      if (away > reachM) return
      const driver = this.drivers[handle] as IndexedDriver
      if (query.freshAfterMs !== undefined && (driver.position?.recordedAtMs ?? 0) < query.freshAfterMs)
        return
      if (query.accept && !query.accept(driver)) return
      insertSorted(found, { driverId: driver.driverId, distanceM: away }, k)
      if (found.length === k) reachM = Math.min(reachM, (found[k - 1] as Near).distanceM)
    }
    if (!this.searchRings(lat, lng, classIndex, () => reachM, consider)) {
      found.length = 0
      reachM = query.maxDistanceM ?? Math.PI * EARTH_RADIUS_M
      for (const [key, head] of this.buckets) if (key % 4 === classIndex) this.walk(head, consider)
    }
    return found
  }

  /** False when it has looked at more cells than there are buckets: then walking the buckets is cheaper. */
  private searchRings(
    lat: number,
    lng: number,
    classIndex: number,
    reachM: () => number,
    consider: (handle: number) => void,
  ): boolean {
    const row = rowOf(lat)
    let cellsLeft = this.buckets.size + 16
    for (let ring = 0; ring < ROWS; ring++) {
      if (ring > 0 && ringDistanceM(lat, row, ring) > reachM()) break
      for (const r of ring === 0 ? [row] : [row - ring, row + ring]) {
        if (r < 0 || r >= ROWS) continue
        const columns = columnsOf(r)
        const centre = columnOf(lng, columns)
        for (let step = 0; step <= columns / 2; step++) {
          if (step > 0 && columnDistanceM(r, columns, centre, step, lat, lng) > reachM()) break
          if (cellsLeft-- <= 0) return false
          const left = (centre - step + columns) % columns
          const right = (centre + step) % columns
          this.walk(this.buckets.get(bucketKey(r, left, classIndex)), consider)
          if (right !== left) this.walk(this.buckets.get(bucketKey(r, right, classIndex)), consider)
        }
      }
    }
    return true
  }

  private walk(head: number | undefined, consider: (handle: number) => void): void {
    for (let handle = head ?? NONE; handle !== NONE; handle = this.next[handle] as number) consider(handle)
  }

  private add(driverId: string, attributes: DriverAttributes): number {
    const handle = this.drivers.length
    this.handles.set(driverId, handle)
    this.drivers.push({ ...attributes, driverId, position: null })
    if (handle >= this.next.length) this.grow()
    return handle
  }

  private grow(): void {
    const size = this.next.length * 2
    const wider = <T extends Float64Array | Int32Array>(from: T, to: T): T => {
      to.set(from)
      return to
    }
    this.lat = wider(this.lat, new Float64Array(size))
    this.lng = wider(this.lng, new Float64Array(size))
    this.bucketOf = wider(this.bucketOf, new Float64Array(size).fill(NONE))
    this.next = wider(this.next, new Int32Array(size))
    this.previous = wider(this.previous, new Int32Array(size))
  }

  /** Puts the driver into the bucket where searches find it, or out of all when it can't be matched. */
  private place(handle: number): void {
    const driver = this.drivers[handle] as IndexedDriver
    const isMatchable = driver.position && driver.status === 'available' && driver.isFit && !driver.bookingId
    const target = isMatchable ? this.keyOf(handle, VEHICLE_CLASSES.indexOf(driver.vehicleClass)) : NONE
    const current = this.bucketOf[handle] as number
    if (current === target) return
    if (current !== NONE) this.unlink(handle, current)
    this.bucketOf[handle] = target
    if (target === NONE) return
    const head = this.buckets.get(target) ?? NONE
    this.next[handle] = head
    this.previous[handle] = NONE
    if (head !== NONE) this.previous[head] = handle
    this.buckets.set(target, handle)
  }

  private unlink(handle: number, bucket: number): void {
    const before = this.previous[handle] as number
    const after = this.next[handle] as number
    if (after !== NONE) this.previous[after] = before
    if (before !== NONE) this.next[before] = after
    else if (after !== NONE) this.buckets.set(bucket, after)
    else this.buckets.delete(bucket)
  }

  private keyOf(handle: number, classIndex: number): number {
    const row = rowOf(this.lat[handle] as number)
    return bucketKey(row, columnOf(this.lng[handle] as number, columnsOf(row)), classIndex)
  }
}

const rowOf = (lat: number) => Math.min(ROWS - 1, Math.max(0, Math.floor((lat + 90) / CELL_DEG)))
const columnOf = (lng: number, columns: number) =>
  Math.min(columns - 1, Math.max(0, Math.floor(((((lng + 180) % 360) + 360) % 360) / (360 / columns))))
const bucketKey = (row: number, column: number, classIndex: number) =>
  (row * 36_001 + column) * 4 + classIndex

/** Columns of a row, so that cells are about as wide as they are high. */
function columnsOf(row: number): number {
  const lat = (row + 0.5) * CELL_DEG - 90
  return Math.max(1, Math.round((360 / CELL_DEG) * Math.cos((lat * Math.PI) / 180)))
}

/** No point of the rows at `ring` or beyond is nearer than this: latitude alone already separates them. */
function ringDistanceM(lat: number, row: number, ring: number): number {
  const below = lat - ((row - ring + 1) * CELL_DEG - 90)
  const above = (row + ring) * CELL_DEG - 90 - lat
  return Math.max(0, Math.min(below, above)) * M_PER_DEG * (1 - 1e-12)
}

/**
 * No point of `row` whose column is `step` or more away is nearer than this: the distance to the meridian at the nearer
 * of the two edges, asin(cos(lat)·sin(Δlng)) within a quarter turn; beyond that, nothing better than the pole is known.
 */
function columnDistanceM(
  row: number,
  columns: number,
  centre: number,
  step: number,
  lat: number,
  lng: number,
): number {
  const width = 360 / columns
  const offset = ((((lng + 180) % 360) + 360) % 360) - centre * width
  const gapDeg = Math.min(offset + (step - 1) * width, width - offset + (step - 1) * width)
  if (gapDeg <= 0) return 0
  const gap = (Math.min(gapDeg, 90) * Math.PI) / 180
  const low = row * CELL_DEG - 90
  const latGapM = Math.max(0, low - lat, lat - (low + CELL_DEG)) * M_PER_DEG
  const meridianM = Math.asin(Math.cos((lat * Math.PI) / 180) * Math.sin(gap)) * EARTH_RADIUS_M
  return Math.max(latGapM, meridianM) * (1 - 1e-12)
}

function insertSorted(found: Near[], near: Near, k: number): void {
  let at = found.length
  while (at > 0 && (found[at - 1] as Near).distanceM > near.distanceM) at--
  if (at >= k) return
  found.splice(at, 0, near)
  if (found.length > k) found.pop()
}
