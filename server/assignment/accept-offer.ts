import { and, eq, gt, sql } from 'drizzle-orm'
import { isUniqueViolation } from '../../db/connect.ts'
import { bookings, drivers, offers } from '../../db/schema/index.ts'
import { moveBooking } from '../booking/move-booking.ts'
import { conflict, notFound } from '../errors.ts'
import { actorId, type Context, inTransaction } from '../platform/context.ts'
import { broadcastDriver } from './broadcast-changes.ts'

/**
 * The driver takes the booking. Races are settled by the conditional update of the offer, by the booking's version and
 * by the unique index on active bookings: whoever commits first has it.
 * @throws DomainError not_found, offer_not_open (with the offer's state), driver_busy, illegal_move.
 */
export async function acceptOffer(context: Context, { offerId }: { offerId: string }) {
  const driverId = actorId(context)
  try {
    const booking = await inTransaction(context, async (tx) => {
      const offer = await claimOffer(tx, offerId, driverId)
      const [driver] = await tx.db
        .update(drivers)
        .set({
          offersAccepted: sql`${drivers.offersAccepted} + 1`,
          offersDecided: sql`${drivers.offersDecided} + 1`,
        })
        .where(and(eq(drivers.userId, driverId), eq(drivers.approval, 'approved')))
        .returning({ vehicleId: drivers.vehicleId })
      if (!driver) throw conflict('driver_not_approved', 'The driver is not approved.')
      if (!driver.vehicleId) throw conflict('vehicle_missing', 'The driver has no vehicle any more.')
      return moveBooking(tx, {
        bookingId: offer.bookingId,
        to: 'assigned',
        set: { driverId, vehicleId: driver.vehicleId, assignedAt: tx.clock.now() },
        data: { offerId },
      })
    })
    context.metrics.offersMade.inc({ outcome: 'accepted' })
    broadcastDriver(context, driverId)
    return booking
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('driver_busy', 'The driver already has an active booking.')
    throw error
  }
}

/** Locks the booking before its offer, as every other use case does, so that none of them can deadlock. */
async function claimOffer(tx: Context, offerId: string, driverId: string) {
  const now = tx.clock.now()
  const mine = and(eq(offers.id, offerId), eq(offers.driverId, driverId))
  const [existing] = await tx.db.select().from(offers).where(mine)
  if (!existing) throw notFound('offer')
  await tx.db
    .select({ id: bookings.id })
    .from(bookings)
    .where(eq(bookings.id, existing.bookingId))
    .for('update')
  const [claimed] = await tx.db
    .update(offers)
    .set({ state: 'accepted', decidedAt: now })
    .where(and(mine, eq(offers.state, 'open'), gt(offers.expiresAt, now)))
    .returning()
  if (claimed) return claimed
  const [lost] = await tx.db.select().from(offers).where(mine)
  const state = !lost || lost.state === 'open' ? 'expired' : lost.state
  throw conflict('offer_not_open', `The offer is ${state}.`, { currentState: state })
}
