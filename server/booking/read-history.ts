import { and, asc, eq, lte } from 'drizzle-orm'
import { bookingEvents, bookingStops } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { readBooking } from './read-booking.ts'

/**
 * A booking as it is, how many stops it has, and its history up to the event `untilSeq`, oldest first.
 * @throws DomainError not_found.
 */
export async function readHistory(
  context: Context,
  { bookingId, untilSeq }: { bookingId: string; untilSeq: number },
) {
  const booking = await readBooking(context, bookingId)
  const events = await context.db
    .select()
    .from(bookingEvents)
    .where(and(eq(bookingEvents.bookingId, bookingId), lte(bookingEvents.seq, untilSeq)))
    .orderBy(asc(bookingEvents.seq))
  const stops = await context.db.$count(bookingStops, eq(bookingStops.bookingId, bookingId))
  return { booking, stops, events }
}
