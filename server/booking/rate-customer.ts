import { eq, sql } from 'drizzle-orm'
import { bookings, customerReputations } from '../../db/schema/index.ts'
import { conflict } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { lockBooking } from './lock-booking.ts'
import type { BookingRow } from './move-booking.ts'
import { assertRateable } from './reveal-ratings.ts'

type Rating = { bookingId: string; stars: number; comment: string | null }

/**
 * The driver rates the customer of a completed haul, once and within the time for it; the same rating again changes
 * nothing. @throws DomainError not_found, not_rateable.
 */
export function rateCustomer(context: Context, { bookingId, stars, comment }: Rating): Promise<BookingRow> {
  return inTransaction(context, async (tx) => {
    const booking = await lockBooking(tx, bookingId)
    const { customerRatingStars, customerRatingComment } = booking
    if (customerRatingStars === stars && customerRatingComment === comment) return booking
    assertRateable(booking, tx.clock.now())
    if (customerRatingStars !== null) throw conflict('not_rateable', 'The customer has been rated already.')
    const set = { customerRatingStars: stars, customerRatingComment: comment }
    await tx.db.update(bookings).set(set).where(eq(bookings.id, bookingId))
    const { ratingSum, ratingCount } = customerReputations
    await tx.db
      .insert(customerReputations)
      .values({ customerId: booking.customerId, ratingSum: stars, ratingCount: 1 })
      .onConflictDoUpdate({
        target: customerReputations.customerId,
        set: { ratingSum: sql`${ratingSum} + ${stars}`, ratingCount: sql`${ratingCount} + 1` },
      })
    return { ...booking, ...set }
  })
}
