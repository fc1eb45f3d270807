import { broadcastDriver, broadcastOffers } from '../assignment/broadcast-changes.ts'
import { endCommitment } from '../assignment/commitments/end-commitment.ts'
import { releaseDriver } from '../assignment/release-driver.ts'
import { withdrawOffers } from '../assignment/withdraw-offers.ts'
import { chargeCancellation } from '../payments/charge-booking.ts'
import { type Context, inTransaction, type Role } from '../platform/context.ts'
import { cancellationFee } from './cancellation-fee.ts'
import { dropOut } from './drop-out.ts'
import { lockBooking } from './lock-booking.ts'
import { type BookingRow, moveBooking } from './move-booking.ts'
import { noShowFee } from './no-show-fee.ts'
import { readTerms } from './read-terms.ts'
import { boundSince } from './schedule/bound-since.ts'
import { clearTimers } from './schedule/set-timers.ts'

/**
 * Ends a booking before its goods are collected; a driver who cancels drops out, and the search goes on without them.
 * A customer pays the card's cancellation fee once its grace is over, since the assignment or since a driver who has
 * promised to come keeps the time free, and for a no-show that driver or operator tell; nobody else causes a fee.
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
    if (role === 'driver' && !noShow)
      return { before, moved: await dropOut(tx, before, reason), withdrawn: [] }
    return { before, ...(await end(tx, before, role, { reason, noShow })) }
  })
  broadcastOffers(context, 'withdrawn', withdrawn)
  if (before.driverId) broadcastDriver(context, before.driverId)
  return moved
}

type End = { reason: string; noShow: boolean }

async function end(tx: Context, before: BookingRow, cancelledBy: Role, { reason, noShow }: End) {
  const bookingId = before.id
  const committed = await endCommitment(tx, { bookingId, outcome: 'withdrawn', reason: 'cancelled' })
  const feeMinor = noShow
    ? await noShowFee(tx, before)
    : cancelledBy === 'customer'
      ? await readFee(tx, before, boundSince(before, committed))
      : 0
  const set = { cancelledBy, cancelReason: reason, cancellationFeeMinor: feeMinor }
  const data = {
    reason,
    feeMinor,
    ...(noShow && { noShow }),
    ...(committed && { commitmentId: committed.id }),
  }
  const moved = await moveBooking(tx, { bookingId, to: 'cancelled', set, data })
  if (before.scheduledFor) await clearTimers(tx, before)
  await releaseDriver(tx, { bookingId, outcome: 'withdrawn' })
  const withdrawn = await withdrawOffers(tx, { bookingId })
  await chargeCancellation(tx, moved, before)
  return { moved, withdrawn }
}

/** By the terms of the card that the booking was priced by, whatever card is in force now. */
async function readFee(tx: Context, booking: BookingRow, since: Date | null): Promise<number> {
  return cancellationFee(await readTerms(tx, booking), since, tx.clock.now())
}
