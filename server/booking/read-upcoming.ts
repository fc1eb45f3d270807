import { and, eq, inArray } from 'drizzle-orm'
import { bookings, commitments, drivers, offers } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { solarHour } from '../tracking/geo.ts'
import type { BookingRow } from './move-booking.ts'
import { readDriver, readTrip } from './read-trip.ts'
import { ACTIVE_STATES } from './states.ts'

/**
 * Who will come to a searching booking after the haul that they are on, in which vehicle, and in how many seconds: as
 * promised, or later when the way by their drop-off takes longer; or who has promised to drive a scheduled one, which is at
 * its time. Null while nobody has said so.
 */
export async function readUpcoming(context: Context, row: BookingRow) {
  if (row.state === 'scheduled') return readCommitted(context, row)
  if (row.state !== 'searching') return null
  const isAtHand = and(eq(bookings.driverId, offers.driverId), inArray(bookings.state, [...ACTIVE_STATES]))
  const [found] = await context.db
    .select({ offer: offers, vehicleId: drivers.vehicleId, haul: bookings })
    .from(offers)
    .innerJoin(drivers, eq(drivers.userId, offers.driverId))
    .leftJoin(bookings, isAtHand)
    .where(and(eq(offers.bookingId, row.id), eq(offers.state, 'queued')))
  if (!found) return null
  const { offer, vehicleId, haul } = found
  const [driver, wayS] = await Promise.all([
    readDriver(context, { driverId: offer.driverId, vehicleId }),
    haul ? estimateWayS(context, haul, row) : 0,
  ])
  if (!driver) return null
  const promisedMs = offer.createdAt.getTime() + offer.pickupEtaS * 1_000
  const promisedS = Math.round((promisedMs - context.clock.now().getTime()) / 1_000)
  return { firstName: driver.firstName, vehicle: driver.vehicle, etaS: Math.max(0, promisedS, wayS) }
}

async function readCommitted(context: Context, { id, scheduledFor }: BookingRow) {
  const [held] = await context.db
    .select({ driverId: commitments.driverId, vehicleId: drivers.vehicleId })
    .from(commitments)
    .innerJoin(drivers, eq(drivers.userId, commitments.driverId))
    .where(and(eq(commitments.bookingId, id), eq(commitments.state, 'held')))
  const driver = held && (await readDriver(context, held))
  if (!driver || !scheduledFor) return null
  const inMs = scheduledFor.getTime() - context.clock.now().getTime()
  const { firstName, vehicle } = driver
  return { firstName, vehicle, etaS: Math.max(0, Math.round(inMs / 1_000)) }
}

/** Seconds of driving by way of the drop-off of the haul at hand; 0 when nobody knows where the driver is. */
async function estimateWayS(context: Context, haul: BookingRow, { pickup, vehicleClass }: BookingRow) {
  const { dropoffEtaS } = await readTrip(context, haul)
  if (dropoffEtaS === null) return 0
  const hour = solarHour(pickup.lng, context.clock.now())
  return dropoffEtaS + context.routing.etaS(haul.dropoff, pickup, vehicleClass, hour)
}
