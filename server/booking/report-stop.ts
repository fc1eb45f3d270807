import { and, asc, eq, isNull } from 'drizzle-orm'
import { bookingStops } from '../../db/schema/index.ts'
import { broadcastDriver } from '../assignment/broadcast-changes.ts'
import { conflict } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { lockBooking } from './lock-booking.ts'
import type { BookingRow } from './move-booking.ts'
import { noteEvent } from './note-event.ts'
import { measurePlace, reportedFrom } from './proof/measure-place.ts'

/**
 * The booking's driver has reached the next stop between pickup and drop-off. The state stays, the version and the
 * history go on. @throws DomainError not_found, version_mismatch, illegal_move when no stop is ahead.
 */
export async function reportStop(
  context: Context,
  { bookingId, version }: { bookingId: string; version: number },
): Promise<BookingRow> {
  const moved = await inTransaction(context, async (tx) => {
    const before = await lockBooking(tx, bookingId)
    const where = { currentState: before.state, currentVersion: before.version }
    if (before.version !== version)
      throw conflict('version_mismatch', `The booking has changed: it is ${before.state} now.`, where)
    const isAhead = and(eq(bookingStops.bookingId, bookingId), isNull(bookingStops.reachedAt))
    const [stop, next] = await tx.db
      .select()
      .from(bookingStops)
      .where(isAhead)
      .orderBy(asc(bookingStops.position))
      .limit(2)
    if (before.state !== 'goods_collected' || !stop)
      throw conflict('illegal_move', `A booking that is ${before.state} has no stop ahead.`, where)
    await tx.db
      .update(bookingStops)
      .set({ reachedAt: tx.clock.now() })
      .where(and(isAhead, eq(bookingStops.position, stop.position)))
    const set = { nextStop: next?.place ?? null }
    const from = reportedFrom(measurePlace(tx, before.driverId, stop.place))
    const data = { stop: stop.position, ...from }
    return noteEvent(tx, before, { event: 'stop_reached', data, set })
  })
  if (moved.driverId && moved.nextStop === null) broadcastDriver(context, moved.driverId)
  return moved
}
