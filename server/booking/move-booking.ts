import { eq } from 'drizzle-orm'
import { type BookingState, bookings } from '../../db/schema/index.ts'
import type { Correction } from '../analytics/correction-table.ts'
import { conflict, notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { solarHour } from '../tracking/geo.ts'
import { readWaiting } from './read-waiting.ts'
import { recordMove } from './record-move.ts'
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
 * The only way a booking changes its state, but for scheduled ones whose searches begin many at once
 * (`start-scheduled-searches.ts`): in the caller's transaction it locks the row, checks the move and the version, writes the
 * state, the history and the outbox.
 * @throws DomainError not_found, version_mismatch, illegal_move with the current state.
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
  const waiting = to === 'goods_collected' ? await readWaiting(context, current, now) : undefined
  const charged = waiting && { waitingFeeMinor: waiting.waitingFeeMinor }
  const [moved] = await context.db
    .update(bookings)
    .set({ ...set, ...charged, state: to, version: current.version + 1, updatedAt: now })
    .where(eq(bookings.id, bookingId))
    .returning()
  const booking = moved as BookingRow
  await recordMove(context, booking, current.state, { ...data, ...waiting, ...promiseOf(context, booking) })
  return booking
}

/** What the pickup ETA of an assignment was multiplied by, so that the drive can tell how far off the plain one was. */
function promiseOf({ corrections, clock }: Context, booking: BookingRow): { correction?: Correction } {
  const { state, market, vehicleClass, pickup } = booking
  if (state !== 'assigned') return {}
  const hour = solarHour(pickup.lng, clock.now())
  return { correction: { hour, factor: corrections.factorOf(market, vehicleClass, 'pickup', hour) } }
}
