import { type BookingState, bookingEvents } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { appendEvents } from '../platform/event-log/append-events.ts'
import type { BookingRow } from './move-booking.ts'

/** What happened to a booking; `booking` is its row after it. */
type Recorded = {
  booking: BookingRow
  fromState: BookingState | null
  data: Record<string, unknown>
  event: string
}

/** Appends what happened to the booking's history and to the outbox; `booking` is its row after it. */
export const recordMove = (
  context: Context,
  booking: BookingRow,
  fromState: BookingState | null,
  data: Record<string, unknown>,
  event: string = fromState ? booking.state : 'created',
): Promise<void> => recordMoves(context, [{ booking, fromState, data, event }])

/** Does the same for several bookings, in as many statements as for one. */
export async function recordMoves(context: Context, moves: readonly Recorded[]): Promise<void> {
  const { actor } = context
  const occurredAt = context.clock.now()
  await context.db.insert(bookingEvents).values(
    moves.map(({ booking, fromState, data, event }) => ({
      bookingId: booking.id,
      seq: booking.version,
      type: event,
      fromState,
      toState: booking.state,
      actorRole: actor.role === 'anonymous' ? 'system' : actor.role,
      actorId: 'id' in actor ? actor.id : null,
      data,
      occurredAt,
    })),
  )
  await appendEvents(
    context,
    moves.map(({ booking, fromState, event }) => ({
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
    })),
  )
  for (const { booking, fromState: from } of moves) {
    const { id: bookingId, state: to, version: seq } = booking
    context.log.info({ requestId: context.requestId, bookingId, from, to, seq }, 'booking moves')
    if (from !== to) context.metrics.bookingMoves.inc({ state: to })
  }
}
