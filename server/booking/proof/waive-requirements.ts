import { eq } from 'drizzle-orm'
import { bookingVerifications, type Requirement } from '../../../db/schema/index.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { conflict } from '../../errors.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { lockBooking } from '../lock-booking.ts'
import type { BookingRow } from '../move-booking.ts'
import { noteEvent } from '../note-event.ts'
import { findVerification, isRequired } from './verification.ts'

/**
 * An operator lets a booking go on without what its customer wanted proved; noted in its history and in the audit log.
 * @throws DomainError not_found, nothing_to_waive.
 */
export function waiveRequirements(
  context: Context,
  { bookingId, requirements, reason }: { bookingId: string; requirements: Requirement[]; reason: string },
): Promise<BookingRow> {
  return inTransaction(context, async (tx) => {
    const before = await lockBooking(tx, bookingId)
    const row = await findVerification(tx, bookingId)
    const waivable = requirements.filter((requirement) => row && isRequired(row, requirement))
    if (!row || waivable.length === 0)
      throw conflict('nothing_to_waive', 'The booking asks for none of this, or not any more.')
    const waived = [...new Set([...row.waived, ...waivable])]
    await tx.db
      .update(bookingVerifications)
      .set({ waived })
      .where(eq(bookingVerifications.bookingId, bookingId))
    await recordAudit(tx, {
      action: 'booking.verification_waived',
      subjectType: 'booking',
      subjectId: bookingId,
      before: { waived: row.waived },
      after: { waived, reason },
    })
    return noteEvent(tx, before, { event: 'verification_waived', data: { requirements: waivable, reason } })
  })
}
