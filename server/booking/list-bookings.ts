import { desc, inArray } from 'drizzle-orm'
import { bookings } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { type BookingFilter, findBookingIds } from './find-booking-ids.ts'
import type { BookingRow } from './move-booking.ts'

/**
 * What the actor may see, newest first, from past `cursor` (a booking's id). `q` is a part of an address or of the id; of one
 * or two characters, the beginning of a word.
 */
export async function listBookings(
  context: Context,
  { limit, cursor, ...filter }: BookingFilter & { limit: number; cursor?: string },
): Promise<{ rows: BookingRow[]; nextCursor: string | null }> {
  const page = { limit: limit + 1, ...(cursor && { cursor }) }
  const ids = await findBookingIds(context, filter, page)
  const rows = await context.db
    .select()
    .from(bookings)
    .where(inArray(bookings.id, ids.slice(0, limit)))
    .orderBy(desc(bookings.id))
  return { rows, nextCursor: ids.length > limit ? (ids[limit - 1] ?? null) : null }
}
