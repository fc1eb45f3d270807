import { eq } from 'drizzle-orm'
import { quotes, rateCards } from '../../db/schema/index.ts'
import { broadcastDriver, broadcastOffers } from '../assignment/broadcast-changes.ts'
import { releaseDriver } from '../assignment/release-driver.ts'
import { withdrawOffers } from '../assignment/withdraw-offers.ts'
import { chargeCancellation } from '../payments/charge-booking.ts'
import { type Context, inTransaction, type Role } from '../platform/context.ts'
import { cancellationFee } from './cancellation-fee.ts'
import { dropOut } from './drop-out.ts'
import { lockBooking } from './lock-booking.ts'
import { type BookingRow, moveBooking } from './move-booking.ts'

/**
 * Ends a booking before its goods are collected; a driver who cancels drops out, and the search goes on without them.
 * A customer pays the card's cancellation fee once its grace since the assignment is over; nobody else causes a fee.
 * Waits for whoever is moving the booking, so a race is lost only to a move that rules the cancellation out.
 * @throws DomainError not_found, illegal_move.
 */
export async function cancelBooking(
  context: Context,
  { bookingId, reason }: { bookingId: string; reason: string },
): Promise<BookingRow> {
  const { role } = context.actor
  if (role === 'system' || role === 'anonymous') throw new Error('only a person cancels')
  const { before, moved, withdrawn } = await inTransaction(context, async (tx) => {
    const before = await lockBooking(tx, bookingId)
    if (role === 'driver') return { before, moved: await dropOut(tx, before, reason), withdrawn: [] }
    return { before, ...(await end(tx, before, role, reason)) }
  })
  broadcastOffers(context, 'withdrawn', withdrawn)
  if (before.driverId) broadcastDriver(context, before.driverId)
  return moved
}

async function end(tx: Context, before: BookingRow, cancelledBy: Role, reason: string) {
  const bookingId = before.id
  const feeMinor = cancelledBy === 'customer' ? await readFee(tx, before) : 0
  const set = { cancelledBy, cancelReason: reason, cancellationFeeMinor: feeMinor }
  const moved = await moveBooking(tx, { bookingId, to: 'cancelled', set, data: { reason, feeMinor } })
  await releaseDriver(tx, { bookingId, outcome: 'withdrawn' })
  const withdrawn = await withdrawOffers(tx, { bookingId })
  await chargeCancellation(tx, moved, before)
  return { moved, withdrawn }
}

/** By the terms of the card that the booking was priced by, whatever card is in force now. */
async function readFee(tx: Context, booking: BookingRow): Promise<number> {
  const [terms] = await tx.db
    .select()
    .from(rateCards)
    .innerJoin(quotes, eq(quotes.rateCardId, rateCards.id))
    .where(eq(quotes.id, booking.quoteId))
  if (!terms) throw new Error(`booking ${booking.id} has no rate card`)
  return cancellationFee(terms.rate_cards, booking.assignedAt, tx.clock.now())
}
