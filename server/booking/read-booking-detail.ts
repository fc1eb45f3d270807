import { asc, eq, sql } from 'drizzle-orm'
import { bookingEvents } from '../../db/schema/index.ts'
import { statementOf } from '../../db/statement-of.ts'
import type { Context } from '../platform/context.ts'
import { readBooking } from './read-booking.ts'
import { readTrip } from './read-trip.ts'
import { readUpcoming } from './read-upcoming.ts'
import { ratedView } from './reveal-ratings.ts'

const eventsOf = statementOf((db) =>
  db
    .select()
    .from(bookingEvents)
    .where(eq(bookingEvents.bookingId, sql.placeholder('bookingId')))
    .orderBy(asc(bookingEvents.seq))
    .prepare('events of a booking'),
)

/**
 * A booking with everything that belongs to it: driver, or who will come, position, arrivals and history.
 * @throws DomainError not_found.
 */
export async function readBookingDetail(context: Context, id: string) {
  const row = await readBooking(context, id)
  const [events, trip, upcoming] = await Promise.all([
    eventsOf(context.db).execute({ bookingId: id }),
    readTrip(context, row),
    readUpcoming(context, row),
  ])
  return {
    ...ratedView(context, row),
    ...trip,
    upcoming,
    history: events.map((event) => ({
      seq: event.seq,
      event: event.type,
      from: event.fromState,
      to: event.toState,
      by: event.actorRole,
      reason: typeof event.data.reason === 'string' ? event.data.reason : null,
      occurredAt: event.occurredAt.toISOString(),
    })),
  }
}
