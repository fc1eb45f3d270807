import { asc, eq, sql } from 'drizzle-orm'
import { bookingEvents } from '../../db/schema/index.ts'
import { statementOf } from '../../db/statement-of.ts'
import type { Context } from '../platform/context.ts'
import type { ReportedFrom } from './proof/measure-place.ts'
import { readVerification } from './proof/verification.ts'
import { readBooking } from './read-booking.ts'
import { readTerms } from './read-terms.ts'
import { readTrip } from './read-trip.ts'
import { readUpcoming } from './read-upcoming.ts'
import { ratedView } from './reveal-ratings.ts'
import { waitingView } from './views.ts'

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
  const [events, trip, upcoming, card, verification] = await Promise.all([
    eventsOf(context.db).execute({ bookingId: id }),
    readTrip(context, row),
    readUpcoming(context, row),
    readTerms(context, row),
    readVerification(context, row),
  ])
  return {
    ...ratedView(context, row),
    ...trip,
    upcoming,
    rateCard: { id: card.id, version: card.version },
    verification,
    proof: row.proof,
    history: events.map((event) => ({
      seq: event.seq,
      event: event.type,
      from: event.fromState,
      to: event.toState,
      by: event.actorRole,
      reason: typeof event.data.reason === 'string' ? event.data.reason : null,
      waiting: waitingView(event.data, row.currency),
      ...reportedFromOf(context, event.data),
      occurredAt: event.occurredAt.toISOString(),
    })),
  }
}

/** For those who watch over drivers, not for the other party. */
function reportedFromOf({ actor }: Context, { reportedFrom }: Record<string, unknown>) {
  const isShown = reportedFrom && (actor.role === 'operator' || actor.role === 'admin')
  return isShown ? { reportedFrom: reportedFrom as ReportedFrom } : {}
}
