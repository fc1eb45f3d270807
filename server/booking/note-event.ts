import { eq } from 'drizzle-orm'
import { bookings } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import type { BookingRow } from './move-booking.ts'
import { recordMove } from './record-move.ts'

/**
 * Something happened to a booking that leaves its state as it is: the version and the history go on, so that whoever
 * follows it is told. Runs in the caller's transaction, which holds the row `before`.
 */
export async function noteEvent(
  tx: Context,
  before: BookingRow,
  { event, data, set }: { event: string; data: Record<string, unknown>; set?: Partial<BookingRow> },
): Promise<BookingRow> {
  const [row] = await tx.db
    .update(bookings)
    .set({ ...set, version: before.version + 1, updatedAt: tx.clock.now() })
    .where(eq(bookings.id, before.id))
    .returning()
  const booking = row as BookingRow
  await recordMove(tx, booking, before.state, data, event)
  return booking
}
