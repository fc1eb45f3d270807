import type { TripLeg } from '../../db/schema/learning.ts'
import type { BookingRow } from '../booking/move-booking.ts'
import { nextPlaceOf } from '../booking/next-place.ts'
import { isActive } from '../booking/states.ts'
import type { Deps } from '../platform/context.ts'
import { solarHour } from '../tracking/geo.ts'
import { bookingTopic } from './booking-feed.ts'
import type { ServerFrame } from './server-frames.ts'
import type { SessionIndex } from './session-index.ts'

type Trip = Pick<BookingRow, 'id' | 'vehicleClass'> & {
  driverId: string
  target: { lat: number; lng: number }
  leg: TripLeg
}

/** Where the drivers of followed bookings are, told to those who follow: the latest position of each, with its arrival. */
export class TripPositions {
  private readonly deps: Deps
  private readonly index: SessionIndex
  private readonly byBooking = new Map<string, Trip>()
  private readonly byDriver = new Map<string, Trip>()

  constructor(deps: Deps, index: SessionIndex) {
    this.deps = deps
    this.index = index
  }

  /** Takes a booking as it was last read. */
  note(row: BookingRow): void {
    const known = this.byBooking.get(row.id)
    if (known) this.forget(known)
    const { id, vehicleClass, driverId } = row
    if (!driverId || !isActive(row.state)) return
    const target = nextPlaceOf(row)
    const leg = target === row.pickup ? 'pickup' : 'haul'
    const trip: Trip = { id, vehicleClass, driverId, target, leg }
    this.byBooking.set(id, trip)
    this.byDriver.set(driverId, trip)
    this.owe(trip)
  }

  /** A driver has moved. */
  moved(driverId: string): void {
    const trip = this.byDriver.get(driverId)
    if (trip) this.owe(trip)
  }

  /** Sends what is owed to all who can keep up; the others get the latest when they can. */
  flush(): void {
    const encoded = new Map<string, string | null>()
    for (const session of this.index.all()) {
      if (session.owedPositions.size === 0 || !session.canKeepUp) continue
      for (const bookingId of session.owedPositions) {
        let frame = encoded.get(bookingId)
        if (frame === undefined) {
          frame = this.encode(bookingId)
          encoded.set(bookingId, frame)
        }
        if (frame && session.topics.has(bookingTopic(bookingId))) session.send(frame)
      }
      session.owedPositions.clear()
    }
  }

  /** Forgets the trips that nobody follows any more. */
  sweep(): void {
    for (const trip of this.byBooking.values())
      if (this.index.ofTopic(bookingTopic(trip.id)).size === 0) this.forget(trip)
  }

  private owe({ id, driverId }: Trip): void {
    for (const session of this.index.ofTopic(bookingTopic(id)))
      if (session.userId !== driverId) session.owedPositions.add(id)
  }

  private forget(trip: Trip): void {
    this.byBooking.delete(trip.id)
    if (this.byDriver.get(trip.driverId) === trip) this.byDriver.delete(trip.driverId)
  }

  private encode(bookingId: string): string | null {
    const { driverIndex, routing, clock } = this.deps
    const trip = this.byBooking.get(bookingId)
    const position = trip && driverIndex.get(trip.driverId)?.position
    if (!position) return null
    const { lat, lng, headingDeg, recordedAtMs } = position
    const hour = solarHour(trip.target.lng, clock.now())
    const frame: ServerFrame = {
      type: 'position',
      bookingId,
      driverId: trip.driverId,
      lat,
      lng,
      headingDeg,
      recordedAt: new Date(recordedAtMs).toISOString(),
      etaS: routing.etaS(position, trip.target, trip.vehicleClass, hour, trip.leg),
    }
    return JSON.stringify(frame)
  }
}
