/*
 * A day of a city as discrete events: drivers are servers that drive to a pickup, haul, and are free again at the drop-off.
 * All dispatchers see the same bookings, drivers and estimates; what a leg takes in the end they learn as it happens.
 */
import { createRandom } from '../../../simulator/random.ts'
import { type Day, durationS, type Plane } from './draw-day.ts'
import { TimeHeap } from './time-heap.ts'

/** A booking that nobody was found for in this time ends unfulfilled, as by default in the server. */
export const SEARCH_TIMEOUT_S = 600
/** The share of the bookings that only fills the city. */
const WARM_UP_SHARE = 0.15
const NOBODY = -1

/** Decides who drives where. It is told of each booking and each freed driver, and called when its own time comes. */
export interface Dispatcher {
  book(booking: number, nowS: number): void
  release(driver: number, nowS: number): void
  /** When it wants to run next; infinity while it waits for what comes. */
  readonly wakeAtS: number
  run(nowS: number): void
}

export class City {
  /** Where each driver is, or will be once free. */
  readonly x: Float64Array
  readonly y: Float64Array
  readonly isFree: Uint8Array
  readonly freeSinceS: Float64Array
  /** The booking that a driver goes to after the one under way. */
  readonly ahead: Int32Array
  readonly waitS: Float64Array
  readonly approachM: Float64Array
  readonly idleS: Float64Array
  readonly day: Day
  readonly releases = new TimeHeap()
  freeCount: number
  private readonly freeAtS: Float64Array
  private readonly strayFactor: Float64Array
  private readonly measuredFromS: number

  constructor(day: Day, plane: Plane, driverCount: number, seed: number) {
    const random = createRandom(seed, 'drivers')
    const places = Array.from({ length: driverCount }, () => random.below(plane.x.length))
    this.day = day
    this.x = Float64Array.from(places, (at) => plane.x[at] as number)
    this.y = Float64Array.from(places, (at) => plane.y[at] as number)
    this.isFree = new Uint8Array(driverCount).fill(1)
    this.freeSinceS = new Float64Array(driverCount)
    this.ahead = new Int32Array(driverCount).fill(NOBODY)
    this.idleS = new Float64Array(driverCount)
    this.freeAtS = new Float64Array(driverCount)
    this.strayFactor = new Float64Array(driverCount)
    this.waitS = new Float64Array(day.count).fill(Number.NaN)
    this.approachM = new Float64Array(day.count)
    this.freeCount = driverCount
    this.measuredFromS = day.bookedAtS[this.firstMeasured] as number
  }

  get firstMeasured(): number {
    return Math.floor(this.day.count * WARM_UP_SHARE)
  }

  get measuredS(): number {
    return (this.day.bookedAtS[this.day.count - 1] as number) - this.measuredFromS
  }

  /** Until a busy driver is free, by estimate: as wrong in share as the whole haul is. */
  remainingS(driver: number, nowS: number): number {
    return ((this.freeAtS[driver] as number) - nowS) / (this.strayFactor[driver] as number)
  }

  waitedS(booking: number, nowS: number): number {
    return nowS - (this.day.bookedAtS[booking] as number)
  }

  /** The way to a pickup, by estimate, from where the driver is or will be. */
  approachS(driver: number, booking: number): number {
    const { pickupX, pickupY } = this.day
    return durationS(
      this.x[driver] as number,
      this.y[driver] as number,
      pickupX[booking] as number,
      pickupY[booking] as number,
    )
  }

  /** Sends a driver to a booking, at once or after the haul under way. */
  assign(booking: number, driver: number, nowS: number): void {
    if (this.isFree[driver]) this.start(booking, driver, nowS)
    else this.ahead[driver] = booking
  }

  /** The driver's haul ends; true when no other was waiting for it. */
  end(driver: number, nowS: number): boolean {
    const booking = this.ahead[driver] as number
    this.ahead[driver] = NOBODY
    this.isFree[driver] = 1
    this.freeSinceS[driver] = nowS
    this.freeCount++
    if (booking !== NOBODY) this.start(booking, driver, nowS)
    return booking === NOBODY
  }

  /** Counts what those who are free at the end have idled. */
  close(nowS: number): void {
    for (let driver = 0; driver < this.x.length; driver++)
      if (this.isFree[driver]) this.countIdle(driver, nowS)
  }

  private start(booking: number, driver: number, nowS: number): void {
    const { day } = this
    const approachS = this.approachS(driver, booking)
    const arrivalS = nowS + approachS * (day.approachFactor[booking] as number)
    this.countIdle(driver, nowS)
    this.waitS[booking] = arrivalS - (day.bookedAtS[booking] as number)
    this.approachM[booking] = Math.hypot(
      (this.x[driver] as number) - (day.pickupX[booking] as number),
      (this.y[driver] as number) - (day.pickupY[booking] as number),
    )
    this.isFree[driver] = 0
    this.freeCount--
    this.x[driver] = day.dropoffX[booking] as number
    this.y[driver] = day.dropoffY[booking] as number
    this.freeAtS[driver] = arrivalS + (day.actualHaulS[booking] as number)
    this.strayFactor[driver] = (day.actualHaulS[booking] as number) / (day.haulS[booking] as number)
    this.releases.push(this.freeAtS[driver] as number, driver)
  }

  private countIdle(driver: number, nowS: number): void {
    const endS = Math.min(nowS, this.measuredFromS + this.measuredS)
    const idledS = endS - Math.max(this.freeSinceS[driver] as number, this.measuredFromS)
    if (idledS > 0) this.idleS[driver] = (this.idleS[driver] as number) + idledS
  }
}

/** Runs a day to its end, when every booking has a driver under way or has ended unfulfilled. */
export function simulateDay(city: City, dispatcher: Dispatcher): void {
  const { day, releases } = city
  let next = 0
  let nowS = 0
  const endS = (day.bookedAtS[day.count - 1] as number) + SEARCH_TIMEOUT_S
  while (true) {
    const bookedS = next < day.count ? (day.bookedAtS[next] as number) : Number.POSITIVE_INFINITY
    const atS = Math.min(bookedS, releases.firstAtS, dispatcher.wakeAtS)
    if (atS === Number.POSITIVE_INFINITY || (next === day.count && atS > endS)) break
    nowS = atS
    if (releases.firstAtS === atS) {
      const driver = releases.pop()
      if (city.end(driver, atS)) dispatcher.release(driver, atS)
    } else if (bookedS === atS) dispatcher.book(next++, atS)
    else dispatcher.run(atS)
  }
  city.close(nowS)
}
