import { broadcastDriver } from '../assignment/broadcast-changes.ts'
import { countReliability } from '../assignment/count-reliability.ts'
import { promoteQueued } from '../assignment/promote-queued.ts'
import { releaseDriver } from '../assignment/release-driver.ts'
import { chargeCompletion } from '../payments/charge-booking.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { type BookingRow, moveBooking } from './move-booking.ts'

/**
 * Ends a delivered haul, charges it and frees its driver, or gives them the haul that they have promised to come to. @throws DomainError not_found,
 * version_mismatch, illegal_move.
 */
export async function completeBooking(
  context: Context,
  { bookingId, expectedVersion }: { bookingId: string; expectedVersion: number },
): Promise<BookingRow> {
  const completed = await inTransaction(context, async (tx) => {
    const set = { completedAt: tx.clock.now() }
    const moved = await moveBooking(tx, { bookingId, to: 'completed', expectedVersion, set })
    await releaseDriver(tx, { bookingId, outcome: 'fulfilled' })
    await chargeCompletion(tx, moved)
    await countReliability(tx, [moved.driverId as string], ['completed'])
    return moved
  })
  if (completed.driverId) {
    // Before anybody hears that the driver is free.
    await promoteQueued(context, completed.driverId)
    broadcastDriver(context, completed.driverId)
  }
  return completed
}
