import { type BookingState, bookingEvents } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { appendEvents } from '../platform/event-log/append-events.ts'
import type { BookingRow } from './move-booking.ts'

/** Appends what happened to the booking's history and to the outbox; `booking` is its row after it. */
export async function recordMove(
  context: Context,
  booking: BookingRow,
  fromState: BookingState | null,
  data: Record<string, unknown>,
  event: string = fromState ? booking.state : 'created',
): Promise<void> {
  const { actor } = context
  await context.db.insert(bookingEvents).values({
    bookingId: booking.id,
    seq: booking.version,
    type: event,
    fromState,
    toState: booking.state,
    actorRole: actor.role === 'anonymous' ? 'system' : actor.role,
    actorId: 'id' in actor ? actor.id : null,
    data,
    occurredAt: context.clock.now(),
  })
  await appendEvents(context, [
    {
      type: 'booking.moved',
      key: booking.market,
      data: {
        bookingId: booking.id,
        seq: booking.version,
        event,
        from: fromState,
        to: booking.state,
        market: booking.market,
        customerId: booking.customerId,
        driverId: booking.driverId,
      },
    },
  ])
  const { id: bookingId, state: to, version: seq } = booking
  context.log.info({ requestId: context.requestId, bookingId, from: fromState, to, seq }, 'booking moves')
  if (fromState !== booking.state) context.metrics.bookingMoves.inc({ state: booking.state })
}
