import { and, eq, isNull, sql } from 'drizzle-orm'
import { bookings, drivers } from '../../db/schema/index.ts'
import { conflict } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import type { BookingRow } from './move-booking.ts'
import { readBooking } from './read-booking.ts'

/** The customer rates a completed haul, once. @throws DomainError not_found, not_rateable. */
export async function rateBooking(
  context: Context,
  { bookingId, stars, comment }: { bookingId: string; stars: number; comment?: string },
): Promise<BookingRow> {
  await readBooking(context, bookingId)
  return inTransaction(context, async (tx) => {
    const [rated] = await tx.db
      .update(bookings)
      .set({ ratingStars: stars, ratingComment: comment ?? null })
      .where(and(eq(bookings.id, bookingId), eq(bookings.state, 'completed'), isNull(bookings.ratingStars)))
      .returning()
    if (!rated?.driverId) throw conflict('not_rateable', 'A booking can be rated once, after its completion.')
    await tx.db
      .update(drivers)
      .set({ ratingSum: sql`${drivers.ratingSum} + ${stars}`, ratingCount: sql`${drivers.ratingCount} + 1` })
      .where(eq(drivers.userId, rated.driverId))
    return rated
  })
}
