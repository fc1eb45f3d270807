import { and, eq, gt, sql } from 'drizzle-orm'
import { isUniqueViolation } from '../../db/connect.ts'
import { drivers, offers } from '../../db/schema/index.ts'
import { moveBooking } from '../booking/move-booking.ts'
import { conflict, notFound } from '../errors.ts'
import { actorId, type Context, inTransaction } from '../platform/context.ts'
import { broadcastDriver } from './broadcast-changes.ts'
import { vehicleGate } from './check-vehicle.ts'
import { holdBooking, holdDriver } from './hold-parties.ts'

/**
 * The driver takes the booking. Races are settled by the conditional update of the offer, by the booking's version and
 * by the unique index on active bookings: whoever commits first has it.
 * @throws DomainError not_found, offer_not_open (with the offer's state), driver_not_approved, vehicle_missing (with why),
 * driver_busy, illegal_move.
 */
export async function acceptOffer(context: Context, { offerId }: { offerId: string }) {
  const driverId = actorId(context)
  try {
    const booking = await inTransaction(context, (tx) => takeBooking(tx, offerId, driverId))
    context.metrics.offersMade.inc({ outcome: 'accepted' })
    broadcastDriver(context, driverId)
    return booking
  } catch (error) {
    if (isUniqueViolation(error, 'bookings_active_driver_key'))
      throw conflict('driver_busy', 'The driver already has an active booking.')
    throw error
  }
}

async function takeBooking(tx: Context, offerId: string, driverId: string) {
  const mine = and(eq(offers.id, offerId), eq(offers.driverId, driverId))
  const [seen] = await tx.db.select({ bookingId: offers.bookingId }).from(offers).where(mine)
  if (!seen) throw notFound('offer')
  const { bookingId } = seen
  const booking = await holdBooking(tx, bookingId, 'update')
  const driver = await holdDriver(tx, driverId, 'no key update')
  const now = tx.clock.now()
  const [claimed] = await tx.db
    .update(offers)
    .set({ state: 'accepted', decidedAt: now })
    .where(and(mine, eq(offers.state, 'open'), gt(offers.expiresAt, now)))
    .returning({ id: offers.id })
  if (!claimed) {
    const [lost] = await tx.db.select({ state: offers.state }).from(offers).where(mine)
    const currentState = lost?.state === 'open' ? 'expired' : lost?.state
    throw conflict('offer_not_open', `The offer is ${currentState}.`, { currentState })
  }
  if (driver?.approval !== 'approved') throw conflict('driver_not_approved', 'The driver is not approved.')
  const gate = vehicleGate(driver.vehicle, booking)
  if (gate) throw conflict('vehicle_missing', 'The driver has no vehicle any more that fits.', { gate })
  await tx.db
    .update(drivers)
    .set({
      offersAccepted: sql`${drivers.offersAccepted} + 1`,
      offersDecided: sql`${drivers.offersDecided} + 1`,
    })
    .where(eq(drivers.userId, driverId))
  const vehicleId = driver.vehicle?.id ?? null
  const set = { driverId, vehicleId, assignedAt: now }
  return moveBooking(tx, { bookingId, to: 'assigned', set, data: { offerId } })
}
