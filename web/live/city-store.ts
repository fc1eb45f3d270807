/*
 * What the city is now, as the snapshot began it and the socket's frames keep it. Kept outside of React: the map reads
 * positions as they come, while components ask for summaries that change a few times per second at the most.
 */
import type { Booking, MapDriver, Snapshot, SurgeCell } from '../api/types.ts'
import { lookOf } from '../bookings/booking-states.ts'
import { boundsOf } from '../shared/bounds.ts'
import type { Bbox, MetricsFrame } from './frames.ts'
import { type Figures, figuresOf, type Moment, withMoment } from './history.ts'

const SUMMARY_EVERY_MS = 250

export type DriverState = 'available' | 'busy' | 'paused'
export type Summary = {
  /** The whole city in numbers; null until the server told them. */
  figures: Figures | null
  /** The figures of the last minutes, oldest first. */
  history: readonly Moment[]
  bookings: readonly Booking[]
  surge: readonly SurgeCell[]
  /** Where the city's drivers and bookings were at the start; null until the first snapshot, and for an empty city. */
  extent: Bbox | null
  /** False until the first snapshot. */
  isFilled: boolean
}
export type DriverChange = { changed: readonly MapDriver[]; gone: readonly string[] }

/** A driver with a booking is busy, whatever they said of themselves; null for one off duty. */
export function driverState({ bookingId, status }: MapDriver): DriverState | null {
  if (bookingId) return 'busy'
  return status === 'offline' ? null : status
}

export class CityStore {
  readonly drivers = new Map<string, MapDriver>()
  private readonly bookings = new Map<string, Booking>()
  private readonly surgeOf = new Map<string, readonly SurgeCell[]>()
  private metrics: MetricsFrame | null = null
  private history: readonly Moment[] = []
  private isFilled = false
  private extent: Bbox | null = null
  private haveBookingsChanged = false
  private hasSurgeChanged = false
  private readonly driverListeners = new Set<(change: DriverChange) => void>()
  private readonly listeners = new Set<() => void>()
  private summary: Summary = {
    figures: null,
    history: [],
    bookings: [],
    surge: [],
    extent: null,
    isFilled: false,
  }
  private timer: ReturnType<typeof setTimeout> | undefined
  private fastestMs = Number.POSITIVE_INFINITY

  /** Starts over from the server's picture; only drivers inside of `bbox` are kept. */
  fill({ drivers, bookings }: Snapshot, bbox: Bbox | null) {
    const shown = drivers.filter((driver) => bbox && isInside(driver, bbox))
    const seen = new Set(shown.map(({ id }) => id))
    const gone = [...this.drivers.keys()].filter((id) => !seen.has(id))
    for (const booking of bookings) this.keep(booking)
    const open = new Set(bookings.map(({ id }) => id))
    // A booking of a frame that overtook the snapshot stays: its move is later than the snapshot.
    const newest =
      bookings
        .map(({ updatedAt }) => updatedAt)
        .sort()
        .at(-1) ?? ''
    for (const { id, updatedAt } of this.bookings.values())
      if (!open.has(id) && updatedAt <= newest) this.bookings.delete(id)
    this.isFilled = true
    this.extent ??= boundsOf([...drivers, ...bookings.map(({ pickup }) => pickup)])
    this.haveBookingsChanged = true
    this.moveDrivers(shown, gone)
    this.summarise()
  }

  moveDrivers(drivers: readonly MapDriver[], gone: readonly string[]) {
    const changed: MapDriver[] = []
    for (const driver of drivers) {
      const known = this.drivers.get(driver.id)
      if (known && known.recordedAt > driver.recordedAt) continue
      this.fastestMs = Math.min(this.fastestMs, Date.now() - Date.parse(driver.recordedAt))
      this.drivers.set(driver.id, driver)
      changed.push(driver)
    }
    for (const id of gone) this.drivers.delete(id)
    for (const listener of this.driverListeners) listener({ changed, gone })
  }

  /** Forgets those whom the map no longer asks for. */
  keepInside(bbox: Bbox) {
    const gone = [...this.drivers.values()].filter((driver) => !isInside(driver, bbox)).map(({ id }) => id)
    if (gone.length > 0) this.moveDrivers([], gone)
  }

  moveBooking(booking: Booking) {
    this.keep(booking)
    this.summarise()
  }

  /** Each frame has all surging cells of a market: one that is missing is at 1 again. */
  setSurge(market: string, cells: readonly SurgeCell[]) {
    this.surgeOf.set(market, cells)
    this.hasSurgeChanged = true
    this.summarise()
  }

  /** Of a market that has none any more there will be no frame. */
  forgetSurge() {
    this.surgeOf.clear()
    this.hasSurgeChanged = true
    this.summarise()
  }

  setMetrics(metrics: MetricsFrame) {
    this.metrics = metrics
    const figures = figuresOf(metrics, [...this.surgeOf.values()].flat())
    this.history = withMoment(this.history, { atMs: Date.now(), ...figures })
    this.summarise()
  }

  /** Age of a position by this machine's clock, which may differ from the server's: the fastest frame tells by how much. */
  ageMs({ recordedAt }: Pick<MapDriver, 'recordedAt'>, nowMs: number) {
    return Math.max(0, nowMs - Date.parse(recordedAt) - Math.min(this.fastestMs, 0))
  }

  readonly current = () => this.summary
  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }
  onDrivers(listener: (change: DriverChange) => void) {
    this.driverListeners.add(listener)
    listener({ changed: [...this.drivers.values()], gone: [] })
    return () => {
      this.driverListeners.delete(listener)
    }
  }

  private keep(booking: Booking) {
    const known = this.bookings.get(booking.id)
    if (known && known.version >= booking.version) return
    this.haveBookingsChanged = true
    const { isFinal } = lookOf(booking.state)
    if (isFinal || booking.state === 'scheduled') this.bookings.delete(booking.id)
    else this.bookings.set(booking.id, booking)
  }

  private summarise() {
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      const { metrics, history, extent, isFilled, summary } = this
      // The same arrays while nothing of them changed, so that nobody draws them again for nothing.
      const bookings = this.haveBookingsChanged ? [...this.bookings.values()] : summary.bookings
      const surge = this.hasSurgeChanged ? [...this.surgeOf.values()].flat() : summary.surge
      this.haveBookingsChanged = false
      this.hasSurgeChanged = false
      const figures = metrics && figuresOf(metrics, surge)
      this.summary = { figures, history, bookings, surge, extent, isFilled }
      for (const listener of this.listeners) listener()
    }, SUMMARY_EVERY_MS)
  }
}

const isInside = ({ lat, lng }: MapDriver, [west, south, east, north]: Bbox) =>
  lat >= south && lat <= north && lng >= west && lng <= east
