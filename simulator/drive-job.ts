/*
 * One accepted booking, from the driver's seat: each state has one thing to do in the street and then one move to
 * report. A move answered with a conflict, or lost, is settled by reading the booking again, so that a job neither
 * sticks nor reports twice.
 */
import { ApiError, type BookingView, stateOf } from './api/types.ts'
import type { Driver } from './driver.ts'

export type Job = { onArrived(): void; onBooking(booking: BookingView): void }

const NEXT: Record<string, string> = {
  assigned: 'en_route_to_pickup',
  en_route_to_pickup: 'arrived_at_pickup',
  arrived_at_pickup: 'goods_collected',
  goods_collected: 'arrived_at_dropoff',
  arrived_at_dropoff: 'delivered',
  delivered: 'completed',
}
const LOADING_S: readonly [number, number] = [60, 180]
const UNLOADING_S: readonly [number, number] = [45, 150]
const SIGNING_S = 8
const RETRY_MS = 3_000

/** There is something left to do for the booking's driver. */
export const isUnderWay = (booking: BookingView) => stateOf(booking) in NEXT
/** An operator may give a driver a booking without an offer. */
export const isAssignedTo = (booking: BookingView, userId: string) =>
  booking.driverId === userId && stateOf(booking) === 'assigned'

/** Starts the job; `onEnd` is called once, when it is completed or no longer this driver's. */
export function driveJob(driver: Driver, first: BookingView, onEnd: () => void): Job {
  const { scheduler, stats, world } = driver.parts
  let booking = first
  let isBusy = false
  let isOver = false
  /** Stops first, then the drop-off; a stop is a short halt on the way. */
  const halts = [...(first.stops ?? []), first.dropoff]

  const end = () => {
    if (isOver) return
    isOver = true
    onEnd()
  }
  const later = (ms: number, work: () => void) =>
    scheduler.after(ms, () => {
      if (!isOver) work()
      return undefined
    })

  async function move(): Promise<void> {
    const status = NEXT[stateOf(booking)]
    if (!status) {
      end()
      return
    }
    const { lat, lng } = driver.motion.position
    try {
      const body = { status, version: booking.version, position: { lat, lng } }
      booking = await driver.session.call<BookingView>('POST', `/v1/bookings/${booking.id}/status`, body)
      if (status === 'delivered') stats.count('deliveries')
    } catch (error) {
      stats.noteFailure(error)
      if (error instanceof ApiError && error.status === 404) {
        end()
        return
      }
      later(RETRY_MS, () => driver.attempt(reread()))
      return
    }
    act()
  }

  async function reread(): Promise<void> {
    try {
      booking = await driver.session.call<BookingView>('GET', `/v1/bookings/${booking.id}`)
    } catch (error) {
      if (error instanceof ApiError && (error.status === 404 || error.status === 403)) {
        end()
        return
      }
      stats.noteFailure(error)
      later(RETRY_MS, () => driver.attempt(reread()))
      return
    }
    act()
  }

  function moveAfter(seconds: number): void {
    later(driver.scaledMs(seconds), () => driver.attempt(move()))
  }

  function driveTo(place: { lat: number; lng: number }): void {
    isBusy = false
    driver.motion.follow(world.route(driver.motion.position, place))
  }

  /** Does what the state asks for. */
  function act(): void {
    if (isOver) return
    isBusy = true
    switch (stateOf(booking)) {
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
        moveAfter(driver.random.between(...LOADING_S))
        break
      case 'goods_collected':
        driver.state = 'to_dropoff'
        driveTo(halts[0] ?? booking.dropoff)
        break
      case 'arrived_at_dropoff':
        driver.state = 'unloading'
        moveAfter(driver.random.between(...UNLOADING_S))
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
      if (stateOf(booking) === 'goods_collected' && halts.length > 1) {
        halts.shift()
        later(driver.scaledMs(UNLOADING_S[0]), act)
      } else driver.attempt(move())
    },
    onBooking(seen) {
      // Someone else ended it or took it away; the driver's own moves come back here too and change nothing.
      if (seen.id !== booking.id || seen.version <= booking.version) return
      if (!(stateOf(seen) in NEXT)) end()
    },
  }
}
