/*
 * One accepted booking, from the driver's seat: each state has one thing to do in the street and then one move to
 * report. A move answered with a conflict, or lost, is settled by reading the booking again, so that a job neither
 * sticks nor reports twice.
 */
import { ApiError, type BookingView } from './api/types.ts'
import type { Driver } from './driver.ts'

export type Job = {
  onArrived(): void
  onBooking(booking: BookingView): void
  /** Looks what the booking has become, after news may have been missed. */
  check(): void
}

const NEXT: Record<string, string> = {
  assigned: 'en_route_to_pickup',
  en_route_to_pickup: 'arrived_at_pickup',
  arrived_at_pickup: 'goods_collected',
  goods_collected: 'arrived_at_dropoff',
  arrived_at_dropoff: 'delivered',
  delivered: 'completed',
}
const STOP_S = 45
const SIGNING_S = 8
const RETRY_MS = 3_000

/** There is something left to do for the booking's driver. */
export const isUnderWay = (booking: BookingView) => booking.state in NEXT
/** An operator may give a driver a booking without an offer. */
export const isAssignedTo = (booking: BookingView, userId: string) =>
  booking.driverId === userId && booking.state === 'assigned'

/** Taken away, or given to somebody else, who alone may see it now. */
const isGone = (error: unknown) => error instanceof ApiError && (error.status === 404 || error.status === 403)
const isConflict = (error: unknown) => error instanceof ApiError && error.status === 409

/** The next halt between pickup and drop-off. */
const stopAheadOf = ({ stops }: BookingView) => stops?.find(({ reachedAt }) => reachedAt === null)

/** Starts the job; `onEnd` is called once, when it is completed or no longer this driver's. */
export function driveJob(driver: Driver, first: BookingView, onEnd: () => void): Job {
  const { scheduler, stats } = driver.parts
  let booking = first
  let isBusy = false
  let isOver = false
  /** Counts the steps, so that what was planned for an earlier one does not happen in a later one. */
  let step = 0

  const end = () => {
    if (isOver) return
    isOver = true
    onEnd()
  }
  const later = (ms: number, work: () => void) => {
    const planned = step
    scheduler.after(ms, () => {
      if (!isOver && planned === step) work()
      return undefined
    })
  }

  async function move(): Promise<void> {
    const status = NEXT[booking.state]
    if (!status) end()
    else if ((await report('status', { status })) && status === 'delivered') stats.count('deliveries')
  }

  /** Tells the server of a step of this version; whether it took it. */
  async function report(what: 'status' | 'stop-reached', move: { status?: string } = {}): Promise<boolean> {
    try {
      const body = { ...move, version: booking.version }
      const path = `/v1/bookings/${booking.id}/${what}`
      const moved = await driver.session.call<BookingView>('POST', path, body)
      if (moved.version > booking.version) take(moved)
      return true
    } catch (error) {
      if (isGone(error)) end()
      else {
        if (!isConflict(error)) stats.noteFailure(error)
        later(RETRY_MS, () => driver.attempt(reread(true)))
      }
      return false
    }
  }

  function take(newer: BookingView): void {
    booking = newer
    act()
  }

  /** Reads the booking again; `isStuck` when the step has to be tried again even if nothing has changed. */
  async function reread(isStuck: boolean): Promise<void> {
    try {
      const now = await driver.session.call<BookingView>('GET', `/v1/bookings/${booking.id}`)
      if (isStuck ? now.version >= booking.version : now.version > booking.version) take(now)
    } catch (error) {
      if (isGone(error)) end()
      else {
        stats.noteFailure(error)
        if (isStuck) later(RETRY_MS, () => driver.attempt(reread(true)))
      }
    }
  }

  const moveAfter = (seconds: number) => later(driver.scaledMs(seconds), () => driver.attempt(move()))
  const driveTo = (place: { lat: number; lng: number }) => {
    isBusy = false
    driver.vehicle.driveTo(place)
  }

  /** Does what the state asks for. */
  function act(): void {
    if (isOver) return
    step++
    isBusy = true
    switch (booking.state) {
      case 'assigned':
        driver.state = 'to_pickup'
        driver.attempt(move())
        break
      case 'en_route_to_pickup':
        driver.state = 'to_pickup'
        driveTo(booking.pickup)
        break
      case 'arrived_at_pickup':
        driver.state = 'loading'
        moveAfter(driver.temperament.loadingS())
        break
      case 'goods_collected':
        driver.state = 'to_dropoff'
        // Only the detail of a booking tells its stops.
        if (booking.stops) driveTo(stopAheadOf(booking) ?? booking.dropoff)
        else driver.attempt(reread(true))
        break
      case 'arrived_at_dropoff':
        driver.state = 'unloading'
        moveAfter(driver.temperament.unloadingS())
        break
      case 'delivered':
        moveAfter(SIGNING_S)
        break
      default:
        end()
    }
  }

  act()
  return {
    onArrived() {
      if (isBusy || isOver) return
      isBusy = true
      if (booking.state === 'goods_collected' && stopAheadOf(booking))
        later(driver.scaledMs(STOP_S), () => driver.attempt(report('stop-reached')))
      else driver.attempt(move())
    },
    onBooking(seen) {
      // Someone else ended it or took it away; the driver's own moves come back here too and change nothing.
      if (seen.id !== booking.id || seen.version <= booking.version) return
      if (!(seen.state in NEXT)) end()
    },
    check() {
      if (!isOver) driver.attempt(reread(false))
    },
  }
}
