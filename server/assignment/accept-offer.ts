import { and, eq, gt, sql } from 'drizzle-orm'
import { isUniqueViolation } from '../../db/connect.ts'
import { drivers, type OfferState, offers } from '../../db/schema/index.ts'
import { moveBooking } from '../booking/move-booking.ts'
import { conflict, notFound } from '../errors.ts'
import { actorId, type Context, inTransaction } from '../platform/context.ts'
import { broadcastDriver } from './broadcast-changes.ts'
import { vehicleGate } from './check-vehicle.ts'
import { driverBusy, holdBooking, holdDriver, readHeldDriver } from './hold-parties.ts'

/**
 * The driver takes the booking. Races are settled by the locks of the booking and the driver and by the conditional
 * update of the offer: whoever commits first has it. The unique index on active bookings holds even without them.
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
    if (isUniqueViolation(error, 'bookings_active_driver_key')) throw driverBusy()
    throw error
  }
}

async function takeBooking(tx: Context, offerId: string, driverId: string) {
  const mine = and(eq(offers.id, offerId), eq(offers.driverId, driverId))
  const [seen] = await tx.db.select().from(offers).where(mine)
  if (!seen) throw notFound('offer')
  const { bookingId } = seen
  // No offer opens again: who is late is told without waiting for the booking.
  if (seen.state !== 'open') throw notOpen(seen.state)
  const booking = await holdBooking(tx, bookingId, 'update')
  const now = tx.clock.now()
  const move = { bookingId, to: 'assigned', data: { offerId } } as const
  if (booking.state !== 'searching') {
    await assertOpen(tx, offerId)
    return moveBooking(tx, move)
  }
  const driver = await holdDriver(tx, driverId, 'no key update')
  const { vehicle, isBusy } = await readHeldDriver(tx, driverId)
  if (isBusy) {
    await assertOpen(tx, offerId)
    throw driverBusy()
  }
  const [claimed] = await tx.db
    .update(offers)
    .set({ state: 'accepted', decidedAt: now })
    .where(and(mine, eq(offers.state, 'open'), gt(offers.expiresAt, now)))
    .returning({ id: offers.id })
  if (!claimed) {
    await assertOpen(tx, offerId)
    throw notOpen('expired')
  }
  if (driver?.approval !== 'approved') throw conflict('driver_not_approved', 'The driver is not approved.')
  const gate = vehicleGate(vehicle, booking)
  if (gate) throw conflict('vehicle_missing', 'The driver has no vehicle any more that fits.', { gate })
  await tx.db
    .update(drivers)
    .set({
      offersAccepted: sql`${drivers.offersAccepted} + 1`,
      offersDecided: sql`${drivers.offersDecided} + 1`,
    })
    .where(eq(drivers.userId, driverId))
  return moveBooking(tx, { ...move, set: { driverId, vehicleId: driver.vehicleId, assignedAt: now } })
}

/** @throws DomainError offer_not_open, unless it is open, be it overdue. */
async function assertOpen(tx: Context, offerId: string): Promise<void> {
  const [offer] = await tx.db.select({ state: offers.state }).from(offers).where(eq(offers.id, offerId))
  if (offer && offer.state !== 'open') throw notOpen(offer.state)
}

const notOpen = (currentState: OfferState) =>
  conflict('offer_not_open', `The offer is ${currentState}.`, { currentState })
