import { broadcastDriver } from '../assignment/broadcast-changes.ts'
import { conflict } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { dropOut } from './drop-out.ts'
import { lockBooking } from './lock-booking.ts'
import type { BookingRow } from './move-booking.ts'
import { DROPPABLE_STATES } from './states.ts'

type Input = { bookingId: string; reason: string; version?: number }

/**
 * An operator takes a booking from its driver before its goods are collected; the search goes on without them, and nothing is
 * held against them. With a `version`, only while the booking is as the operator saw it.
 * @throws DomainError not_found, illegal_move, version_mismatch.
 */
export async function unassignBooking(context: Context, input: Input): Promise<BookingRow> {
  const { bookingId, reason, version } = input
  const { driverId, moved } = await inTransaction(context, async (tx) => {
    const before = await lockBooking(tx, bookingId)
    const { state, driverId } = before
    const where = { currentState: state, currentVersion: before.version }
    if (version !== undefined && version !== before.version)
      throw conflict('version_mismatch', `The booking has changed: it is ${state} now.`, where)
    if (!DROPPABLE_STATES.some((droppable) => droppable === state))
      throw conflict('illegal_move', `A booking that is ${state} has no driver to be taken from it.`, where)
    return { driverId, moved: await dropOut(tx, before, reason) }
  })
  if (driverId) broadcastDriver(context, driverId)
  return moved
}
