import { broadcastDriver, broadcastOffers } from '../assignment/broadcast-changes.ts'
import { releaseDriver } from '../assignment/release-driver.ts'
import { withdrawOffers } from '../assignment/withdraw-offers.ts'
import { type Context, inTransaction, type Role } from '../platform/context.ts'
import { cancellationFee } from './cancellation-fee.ts'
import { dropOut } from './drop-out.ts'
import { lockBooking } from './lock-booking.ts'
import { type BookingRow, moveBooking } from './move-booking.ts'
import { noShowFee } from './no-show-fee.ts'
import { readTerms } from './read-terms.ts'

/**
 * Ends a booking before its goods are collected; a driver who cancels drops out, and the search goes on without them.
 * A customer pays the card's cancellation fee once its grace since the assignment is over, and for a no-show that driver or
 * operator tell; nobody else causes a fee.
 * Waits for whoever is moving the booking, so a race is lost only to a move that rules the cancellation out.
 * @throws DomainError not_found, illegal_move, no_show_refused.
 */
export async function cancelBooking(
  context: Context,
  { bookingId, reason, noShow = false }: { bookingId: string; reason: string; noShow?: boolean },
): Promise<BookingRow> {
  const { role } = context.actor
  if (role === 'system' || role === 'anonymous') throw new Error('only a person cancels')
  const { before, moved, withdrawn } = await inTransaction(context, async (tx) => {
    const before = await lockBooking(tx, bookingId)
    if (noShow) {
      const feeMinor = await noShowFee(tx, before)
      return { before, ...(await end(tx, before, role, { reason, feeMinor, noShow: true })) }
    }
    if (role === 'driver') return { before, moved: await dropOut(tx, before, reason), withdrawn: [] }
    const feeMinor = role === 'customer' ? await readFee(tx, before) : 0
    return { before, ...(await end(tx, before, role, { reason, feeMinor })) }
  })
  broadcastOffers(context, 'withdrawn', withdrawn)
  if (before.driverId) broadcastDriver(context, before.driverId)
  return moved
}

type End = { reason: string; feeMinor: number; noShow?: true }

async function end(tx: Context, { id: bookingId }: BookingRow, cancelledBy: Role, data: End) {
  const { reason, feeMinor } = data
  const set = { cancelledBy, cancelReason: reason, cancellationFeeMinor: feeMinor }
  const moved = await moveBooking(tx, { bookingId, to: 'cancelled', set, data })
  await releaseDriver(tx, { bookingId, outcome: 'withdrawn' })
  return { moved, withdrawn: await withdrawOffers(tx, { bookingId }) }
}

/** By the terms of the card that the booking was priced by, whatever card is in force now. */
async function readFee(tx: Context, booking: BookingRow): Promise<number> {
  return cancellationFee(await readTerms(tx, booking), booking.assignedAt, tx.clock.now())
}
