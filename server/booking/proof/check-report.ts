import { and, eq } from 'drizzle-orm'
import {
  type BookingState,
  bookingProofs,
  bookingVerifications,
  FILE_KINDS,
  type FileKind,
  proofFiles,
} from '../../../db/schema/index.ts'
import { conflict, type DomainError } from '../../errors.ts'
import type { Context } from '../../platform/context.ts'
import { lockBooking } from '../lock-booking.ts'
import type { BookingRow } from '../move-booking.ts'
import { noteEvent } from '../note-event.ts'
import { isLegalMove } from '../states.ts'
import { isPin, pinOf, WRONG_PINS_MAX } from './pins.ts'
import { findVerification, isRequired, type VerificationRow } from './verification.ts'

/** Why a report is refused for want of proof. */
export const REPORT_REFUSALS = ['pin_required', 'pin_wrong', 'pin_locked', 'proof_missing'] as const
type Report = { bookingId: string; status: BookingState; version: number; pin?: string }
const PLACE_OF: Partial<Record<BookingState, 'pickup' | 'dropoff'>> = {
  goods_collected: 'pickup',
  delivered: 'dropoff',
}

/**
 * Holds a driver's report to what the customer wants proved; in the transaction of the move, with the booking locked, so that
 * guesses at a PIN wait for each other. Null when the report may go on; otherwise why not, to be thrown once the transaction is
 * committed, since a wrong guess counts: pin_required, pin_wrong, pin_locked, proof_missing. A report that is out of date or
 * turn costs no guess. @throws DomainError not_found.
 */
export async function checkReport(tx: Context, report: Report): Promise<DomainError | null> {
  const place = PLACE_OF[report.status]
  if (!place) return null
  const booking = await lockBooking(tx, report.bookingId)
  const row = await findVerification(tx, booking.id)
  const isInTurn = booking.version === report.version && isLegalMove(booking.state, report.status)
  if (!row || !isInTurn) return null
  const missing = place === 'dropoff' ? await findMissing(tx, row) : []
  if (missing.length > 0) {
    const what = `Of the drop-off, the customer asks for a ${missing.join(' and a ')}.`
    return conflict('proof_missing', what, { missing, ...whereIs(booking) })
  }
  return isRequired(row, `${place}Pin`) ? checkPin(tx, booking, { row, place, given: report.pin }) : null
}

const whereIs = ({ state, version }: BookingRow) => ({ currentState: state, currentVersion: version })

type Guess = { row: VerificationRow; place: 'pickup' | 'dropoff'; given: string | undefined }

async function checkPin(
  tx: Context,
  booking: BookingRow,
  { row, place, given }: Guess,
): Promise<DomainError | null> {
  const locked = 'Too many wrong PINs: an operator must release the booking.'
  if (row.wrongPins >= WRONG_PINS_MAX) return conflict('pin_locked', locked, whereIs(booking))
  if (given === undefined)
    return conflict('pin_required', `Ask for the PIN of the ${place} and send it along.`, whereIs(booking))
  if (isPin(given, pinOf(tx.config.quoteSecret, booking.id, place))) return null
  const wrongPins = row.wrongPins + 1
  await tx.db
    .update(bookingVerifications)
    .set({ wrongPins })
    .where(eq(bookingVerifications.bookingId, booking.id))
  const attemptsLeft = WRONG_PINS_MAX - wrongPins
  const now =
    attemptsLeft > 0 ? booking : await noteEvent(tx, booking, { event: 'pin_locked', data: { place } })
  return conflict('pin_wrong', `That is not the PIN of the ${place}.`, { attemptsLeft, ...whereIs(now) })
}

/** The files of the drop-off that the customer asks for and nobody has kept. */
async function findMissing(tx: Context, row: VerificationRow): Promise<FileKind[]> {
  const asked = FILE_KINDS.filter((kind) => isRequired(row, kind))
  if (asked.length === 0) return []
  const kept = await tx.db
    .selectDistinct({ kind: proofFiles.kind })
    .from(proofFiles)
    .innerJoin(bookingProofs, eq(bookingProofs.id, proofFiles.proofId))
    .where(and(eq(bookingProofs.bookingId, row.bookingId), eq(bookingProofs.place, 'dropoff')))
  return asked.filter((kind) => !kept.some((file) => file.kind === kind))
}
