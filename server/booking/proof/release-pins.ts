import { eq } from 'drizzle-orm'
import { bookingVerifications } from '../../../db/schema/index.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { conflict } from '../../errors.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { lockBooking } from '../lock-booking.ts'
import type { BookingRow } from '../move-booking.ts'
import { noteEvent } from '../note-event.ts'
import { findVerification } from './verification.ts'

/**
 * An operator gives a booking all its tries at the PINs again; noted in its history and in the audit log.
 * @throws DomainError not_found, pin_not_tried when nobody has given a wrong one.
 */
export function releasePins(
  context: Context,
  { bookingId, reason }: { bookingId: string; reason: string },
): Promise<BookingRow> {
  return inTransaction(context, async (tx) => {
    const before = await lockBooking(tx, bookingId)
    const row = await findVerification(tx, bookingId)
    if (!row?.wrongPins) throw conflict('pin_not_tried', 'Nobody has given a wrong PIN for this booking.')
    await tx.db
      .update(bookingVerifications)
      .set({ wrongPins: 0 })
      .where(eq(bookingVerifications.bookingId, bookingId))
    await recordAudit(tx, {
      action: 'booking.pins_released',
      subjectType: 'booking',
      subjectId: bookingId,
      before: { wrongPins: row.wrongPins },
      after: { wrongPins: 0, reason },
    })
    return noteEvent(tx, before, { event: 'pins_released', data: { reason } })
  })
}
