import { recordAudit } from '../../admin/record-audit.ts'
import type { BookingRow } from '../../booking/move-booking.ts'
import { noteEvent } from '../../booking/note-event.ts'
import { isBinding } from '../../booking/schedule/bound-since.ts'
import { notFound } from '../../errors.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { broadcastDriver } from '../broadcast-changes.ts'
import { BROKEN_PROMISE, countReliability } from '../count-reliability.ts'
import { holdBooking } from '../hold-parties.ts'
import { endCommitment } from './end-commitment.ts'
import { readHeld } from './read-commitments.ts'

/**
 * The driver takes back the promise to drive a booking, or an operator does; it is open to others again, or, when it is due,
 * searched for. A driver who takes it back when it binds them has dropped out of a haul.
 * @throws DomainError not_found, also when there is no promise, or another driver's.
 */
export async function releaseCommitment(
  context: Context,
  { bookingId, reason }: { bookingId: string; reason: string },
): Promise<BookingRow> {
  const { actor } = context
  const released = await inTransaction(context, async (tx) => {
    const before = await holdBooking(tx, bookingId, 'update')
    const held = await readHeld(tx, bookingId)
    if (!held || (actor.role === 'driver' && actor.id !== held.driverId)) throw notFound('commitment')
    const after = await handBack(tx, before, reason)
    if (actor.role !== 'driver')
      await recordAudit(tx, {
        ...{ action: 'commitment.release', subjectType: 'booking', subjectId: bookingId },
        ...{ before: { driverId: held.driverId }, after: { driverId: null, reason } },
      })
    else if (isBinding(before, tx.clock.now())) await countReliability(tx, [held.driverId], BROKEN_PROMISE)
    return { after, driverId: held.driverId }
  })
  broadcastDriver(context, released.driverId)
  return released.after
}

/** Ends the promise of a held booking, in the caller's transaction, and says so in its history. */
export async function handBack(tx: Context, before: BookingRow, reason: string): Promise<BookingRow> {
  const held = await endCommitment(tx, { bookingId: before.id, outcome: 'released', reason })
  const data = { reason, ...(held && { commitmentId: held.id }) }
  return noteEvent(tx, before, { event: 'commitment_released', data })
}
