import { and, eq } from 'drizzle-orm'
import { bookings } from '../../db/schema/index.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import type { BookingRow } from './move-booking.ts'
import { visibleTo } from './read-booking.ts'

/**
 * The booking as it is once nobody else is moving it, held until the caller's transaction ends; PostgreSQL checks again
 * after the wait whether the actor may still see it. @throws DomainError not_found.
 */
export async function lockBooking(context: Context, id: string): Promise<BookingRow> {
  const [row] = await context.db
    .select()
    .from(bookings)
    .where(and(eq(bookings.id, id), visibleTo(context)))
    .for('update')
  if (!row) throw notFound('booking')
  return row
}
