import { conflict } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import type { BookingRow } from './move-booking.ts'
import { readTerms } from './read-terms.ts'
import { readWaitedS } from './read-waiting.ts'

/**
 * What a customer owes whose goods nobody hands over, in minor units: the card's cancellation fee, and nothing for the wait.
 * Driver or operator may say so once the driver has waited the card's `noShowAfterS` at the pickup; the caller holds the
 * booking. @throws DomainError no_show_refused, with what is still to be waited.
 */
export async function noShowFee(tx: Context, booking: BookingRow): Promise<number> {
  const { cancellationFeeMinor, noShowAfterS } = await readTerms(tx, booking)
  if (tx.actor.role === 'customer')
    throw conflict('no_show_refused', 'Driver or operator tell that nobody came.')
  if (booking.state !== 'arrived_at_pickup')
    throw conflict('no_show_refused', 'The driver is not waiting at the pickup.', {
      currentState: booking.state,
    })
  const waitedS = await readWaitedS(tx, booking, tx.clock.now())
  if (waitedS < noShowAfterS)
    throw conflict('no_show_refused', `The driver must have waited ${noShowAfterS} s at the pickup.`, {
      waitedS,
      noShowAfterS,
    })
  return cancellationFeeMinor
}
