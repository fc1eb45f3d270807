import { countReliability } from '../assignment/count-reliability.ts'
import { releaseDriver } from '../assignment/release-driver.ts'
import type { Context } from '../platform/context.ts'
import { type BookingRow, moveBooking } from './move-booking.ts'

/**
 * Takes the driver off a booking whose goods they have not collected; the search goes on without them. Runs in the
 * caller's transaction; the caller passes the driver to `broadcastDriver` after its commit. @throws DomainError illegal_move.
 */
export async function dropOut(
  tx: Context,
  { id: bookingId, driverId }: BookingRow,
  reason: string,
): Promise<BookingRow> {
  const set = { driverId: null, vehicleId: null, assignedAt: null, searchStartedAt: tx.clock.now() }
  const moved = await moveBooking(tx, { bookingId, to: 'searching', set, data: { reason } })
  await releaseDriver(tx, { bookingId, outcome: 'released' })
  // Of their own accord, or silent; not when an operator takes the haul from them.
  const isTheirDoing = tx.actor.role === 'driver' || tx.actor.role === 'system'
  if (driverId && isTheirDoing) await countReliability(tx, [driverId], ['droppedOut'])
  return moved
}
