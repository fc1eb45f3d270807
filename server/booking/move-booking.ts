import { and, eq } from 'drizzle-orm'
import { type BookingState, bookingEvents, bookings } from '../../db/schema/index.ts'
import { conflict, notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { appendEvents } from '../platform/event-log/append-events.ts'
import { isLegalMove } from './states.ts'

export type BookingRow = typeof bookings.$inferSelect
type Move = {
  bookingId: string
  to: BookingState
  /** The version the caller acted on; without it the move applies to whatever state allows it. */
  expectedVersion?: number
  set?: Partial<BookingRow>
  data?: Record<string, unknown>
}

/**
 * The only way a booking changes its state: in the caller's transaction it checks the move and the version, writes the
 * state, the history and the outbox. @throws DomainError not_found, version_mismatch, illegal_move with the current state.
 */
export async function moveBooking(
  context: Context,
  { bookingId, to, expectedVersion, set, data }: Move,
): Promise<BookingRow> {
  const [current] = await context.db.select().from(bookings).where(eq(bookings.id, bookingId)).for('update')
  if (!current) throw notFound('booking')
  const where = { currentState: current.state, currentVersion: current.version }
  if (expectedVersion !== undefined && current.version !== expectedVersion) {
    throw conflict('version_mismatch', `The booking has changed: it is ${current.state} now.`, where)
  }
  if (!isLegalMove(current.state, to)) {
    throw conflict('illegal_move', `A booking that is ${current.state} cannot become ${to}.`, where)
  }
  const now = context.clock.now()
  const [moved] = await context.db
    .update(bookings)
    .set({ ...set, state: to, version: current.version + 1, updatedAt: now })
    .where(and(eq(bookings.id, bookingId), eq(bookings.version, current.version)))
    .returning()
  if (!moved) throw conflict('version_mismatch', 'The booking has changed.', where)
  await recordMove(context, moved, current.state, data ?? {})
  return moved
}

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
