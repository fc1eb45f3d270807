import { and, eq, lte } from 'drizzle-orm'
import { bookings } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { completeBooking } from './complete-booking.ts'
import { forEachBooking } from './for-each-booking.ts'

const AUTO_COMPLETE_MS = 120_000
const SWEEP_MAX = 200

/** Completes what was delivered a while ago by a driver whose app fell silent. */
export async function completeDeliveredBookings(context: Context): Promise<void> {
  const before = new Date(context.clock.now().getTime() - AUTO_COMPLETE_MS)
  const rows = await context.db
    .select({ bookingId: bookings.id, expectedVersion: bookings.version })
    .from(bookings)
    .where(and(eq(bookings.state, 'delivered'), lte(bookings.updatedAt, before)))
    .limit(SWEEP_MAX)
  await forEachBooking(context, rows, {
    idOf: ({ bookingId }) => bookingId,
    work: (row) => completeBooking(context, row),
  })
}
