import { and, eq } from 'drizzle-orm'
import { commitments } from '../../../db/schema/index.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { forEachBooking } from '../../booking/for-each-booking.ts'
import type { BookingRow } from '../../booking/move-booking.ts'
import { noteEvent } from '../../booking/note-event.ts'
import { notFound } from '../../errors.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { holdBooking } from '../hold-parties.ts'
import { endCommitment } from './end-commitment.ts'
import { readHeld } from './read-commitments.ts'

/**
 * Hands back all that a driver has promised who is not approved any more, each in a transaction of its own, since nobody
 * holds two bookings. What is cut off in between lapses when it is due.
 */
export async function releaseAll(context: Context, driverId: string, reason: string): Promise<void> {
  const { driverId: by, bookingId, state } = commitments
  const held = await context.db
    .select({ bookingId })
    .from(commitments)
    .where(and(eq(by, driverId), eq(state, 'held')))
  await forEachBooking(context, held, {
    idOf: ({ bookingId }) => bookingId,
    work: ({ bookingId }) => releaseCommitment(context, { bookingId, reason, driverId }),
  })
}

/**
 * The driver takes back the promise to drive a booking, or an operator does; it is open to others again, or, when it is due,
 * searched for. With `driverId` only if it is that driver's.
 * @throws DomainError not_found, also when there is no promise, or another driver's.
 */
export async function releaseCommitment(
  context: Context,
  { bookingId, reason, driverId }: { bookingId: string; reason: string; driverId?: string },
): Promise<BookingRow> {
  return inTransaction(context, async (tx) => {
    const { actor } = tx
    const before = await holdBooking(tx, bookingId, 'update')
    const held = await readHeld(tx, bookingId)
    const whose = actor.role === 'driver' ? actor.id : driverId
    if (!held || (whose && whose !== held.driverId)) throw notFound('commitment')
    await endCommitment(tx, { bookingId, outcome: 'released', reason })
    if (actor.role !== 'driver')
      await recordAudit(tx, {
        ...{ action: 'commitment.release', subjectType: 'booking', subjectId: bookingId },
        ...{ before: { driverId: held.driverId }, after: { driverId: null, reason } },
      })
    return noteEvent(tx, before, { event: 'commitment_released', data: { reason, commitmentId: held.id } })
  })
}
