import { and, desc, eq, lt } from 'drizzle-orm'
import type { BookingState } from '../../db/schema/booking.ts'
import { bookings } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import type { BookingRow } from './move-booking.ts'
import { visibleTo } from './read-booking.ts'

/** What the actor may see, newest first, from past `cursor` (a booking's id). */
export async function listBookings(
  context: Context,
  { status, limit, cursor }: { status?: BookingState; limit: number; cursor?: string },
): Promise<{ rows: BookingRow[]; nextCursor: string | null }> {
  const rows = await context.db
    .select()
    .from(bookings)
    .where(
      and(
        visibleTo(context),
        status ? eq(bookings.state, status) : undefined,
        cursor ? lt(bookings.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(bookings.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  return { rows: page, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}
