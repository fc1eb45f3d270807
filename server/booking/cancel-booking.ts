import { eq } from 'drizzle-orm'
import { rateCards } from '../../db/schema/index.ts'
import { quotes } from '../../db/schema/pricing.ts'
import { broadcastDriver, broadcastOffers } from '../assignment/broadcast-changes.ts'
import { releaseDriver } from '../assignment/release-driver.ts'
import { withdrawOffers } from '../assignment/withdraw-offers.ts'
import { conflict } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { type BookingRow, moveBooking } from './move-booking.ts'
import { readBooking } from './read-booking.ts'

/**
 * Ends a booking before its goods are collected; a driver who cancels drops out, and the search goes on without them.
 * A customer pays the card's cancellation fee once its grace since the assignment is over; nobody else causes a fee.
 * @throws DomainError not_found, illegal_move, not_cancellable.
 */
export async function cancelBooking(
  context: Context,
  { bookingId, reason }: { bookingId: string; reason: string },
): Promise<BookingRow> {
  const before = await readBooking(context, bookingId)
  const { actor } = context
  if (actor.role === 'system' || actor.role === 'anonymous')
    throw conflict('not_cancellable', 'Somebody must cancel.')
  const cancelledBy = actor.role
  const { moved, withdrawn } = await inTransaction(context, async (tx) => {
    if (cancelledBy === 'driver') {
      const set = { driverId: null, vehicleId: null, assignedAt: null, searchStartedAt: tx.clock.now() }
      const moved = await moveBooking(tx, {
        bookingId,
        to: 'searching',
        expectedVersion: before.version,
        set,
        data: { reason },
      })
      await releaseDriver(tx, { bookingId, outcome: 'released' })
      return { moved, withdrawn: [] }
    }
    const fee = cancelledBy === 'customer' ? await cancellationFee(tx, before) : 0
    const set = { cancelledBy, cancelReason: reason, cancellationFeeMinor: fee }
    const moved = await moveBooking(tx, {
      bookingId,
      to: 'cancelled',
      expectedVersion: before.version,
      set,
      data: { reason, feeMinor: fee },
    })
    await releaseDriver(tx, { bookingId, outcome: 'withdrawn' })
    return { moved, withdrawn: await withdrawOffers(tx, { bookingId }) }
  })
  broadcastOffers(context, 'withdrawn', withdrawn)
  if (before.driverId) broadcastDriver(context, before.driverId)
  return moved
}

async function cancellationFee(context: Context, booking: BookingRow): Promise<number> {
  if (!booking.assignedAt) return 0
  const [card] = await context.db
    .select({ feeMinor: rateCards.cancellationFeeMinor, freeS: rateCards.freeCancellationS })
    .from(quotes)
    .innerJoin(rateCards, eq(rateCards.id, quotes.rateCardId))
    .where(eq(quotes.id, booking.quoteId))
  const assignedS = (context.clock.now().getTime() - booking.assignedAt.getTime()) / 1_000
  return card && assignedS > card.freeS ? card.feeMinor : 0
}
