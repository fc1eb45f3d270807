import { eq, sql } from 'drizzle-orm'
import { bookings, drivers } from '../../db/schema/index.ts'
import { broadcastDriver } from '../assignment/broadcast-changes.ts'
import { conflict } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { lockBooking } from './lock-booking.ts'
import type { BookingRow } from './move-booking.ts'
import { assertRateable } from './reveal-ratings.ts'

type Rating = { bookingId: string; stars: number; comment: string | null }

/**
 * The customer rates a completed haul, once and within the time for it; the same rating again changes nothing.
 * @throws DomainError not_found, not_rateable.
 */
export async function rateBooking(context: Context, rating: Rating): Promise<BookingRow> {
  const rated = await inTransaction(context, (tx) => rate(tx, rating))
  if (rated.driverId) broadcastDriver(context, rated.driverId)
  return rated
}

async function rate(tx: Context, { bookingId, stars, comment }: Rating) {
  const booking = await lockBooking(tx, bookingId)
  const { driverId, ratingStars, ratingComment } = booking
  if (ratingStars === stars && ratingComment === comment) return booking
  assertRateable(booking, tx.clock.now())
  if (ratingStars !== null) throw conflict('not_rateable', 'The booking has been rated already.')
  const set = { ratingStars: stars, ratingComment: comment }
  await tx.db.update(bookings).set(set).where(eq(bookings.id, bookingId))
  await tx.db
    .update(drivers)
    .set({ ratingSum: sql`${drivers.ratingSum} + ${stars}`, ratingCount: sql`${drivers.ratingCount} + 1` })
    .where(eq(drivers.userId, driverId as string))
  return { ...booking, ...set }
}
