import { eq, sql } from 'drizzle-orm'
import {
  BOOKING_STATES,
  type BookingState,
  bookingVerifications,
  REQUIREMENTS,
  type Requirement,
} from '../../../db/schema/index.ts'
import { statementOf } from '../../../db/statement-of.ts'
import type { Context } from '../../platform/context.ts'
import type { BookingRow } from '../move-booking.ts'
import { pinOf, WRONG_PINS_MAX } from './pins.ts'

export type VerificationRow = typeof bookingVerifications.$inferSelect
/** What a customer asks to be proved, and whether a shared link shows the PIN of the drop-off. */
export type Verification = Partial<Record<Requirement | 'sharesDropoffPin', boolean>>

/** The state of a haul that a PIN opens the way to. */
const OPENS = { pickup: 'goods_collected', dropoff: 'delivered' } as const

const verificationOf = statementOf((db) =>
  db
    .select()
    .from(bookingVerifications)
    .where(eq(bookingVerifications.bookingId, sql.placeholder('bookingId')))
    .prepare('verification of a booking'),
)

/** What is to be proved of a booking; undefined where nothing is. */
export async function findVerification(context: Context, bookingId: string) {
  const [row] = await verificationOf(context.db).execute({ bookingId })
  return row
}

/** Keeps what a new booking shall have proved, in the transaction that makes it; nothing for one that asks for nothing. */
export async function keepVerification(tx: Context, bookingId: string, asked: Verification = {}) {
  const { pickupPin = false, dropoffPin = false, photo = false, signature = false } = asked
  if (!pickupPin && !dropoffPin && !photo && !signature) return
  const sharesDropoffPin = asked.sharesDropoffPin ?? false
  const flags = { pickupPin, dropoffPin, photo, signature, sharesDropoffPin }
  await tx.db.insert(bookingVerifications).values({ bookingId, ...flags })
}

/** Whether it was asked for, and no operator has waived it. */
export const isRequired = (row: VerificationRow, requirement: Requirement) =>
  row[requirement] && !row.waived.includes(requirement)

/** Whether a haul in this state goes on with a PIN alone, of which too many wrong ones were given. */
export function isPinLocked(row: VerificationRow, state: BookingState): boolean {
  if (row.wrongPins < WRONG_PINS_MAX) return false
  if (state === 'arrived_at_pickup') return isRequired(row, 'pickupPin')
  return state === 'arrived_at_dropoff' && isRequired(row, 'dropoffPin')
}

/** What a booking is held to, as its parties see it; the PINs are for its customer alone. */
export async function readVerification(context: Context, booking: BookingRow) {
  const row = await findVerification(context, booking.id)
  if (!row) return null
  const pin = (place: 'pickup' | 'dropoff') => pinAhead(context, row, booking, place)
  return {
    required: REQUIREMENTS.filter((requirement) => isRequired(row, requirement)),
    waived: row.waived,
    isPinLocked: row.wrongPins >= WRONG_PINS_MAX,
    ...(context.actor.role === 'customer' && { pins: { pickup: pin('pickup'), dropoff: pin('dropoff') } }),
  }
}

/** The PIN of the drop-off for whoever follows a shared link, where the customer wants that; else null. */
export async function readSharedPin(context: Context, booking: BookingRow): Promise<string | null> {
  const row = await findVerification(context, booking.id)
  return row?.sharesDropoffPin ? pinAhead(context, row, booking, 'dropoff') : null
}

/** The PIN that is still to be given at a place; null where none is. */
function pinAhead(
  { config }: Context,
  row: VerificationRow,
  { id, state }: BookingRow,
  place: 'pickup' | 'dropoff',
): string | null {
  const isBefore = BOOKING_STATES.indexOf(state) < BOOKING_STATES.indexOf(OPENS[place])
  const isAhead = isBefore && isRequired(row, `${place}Pin`)
  return isAhead ? pinOf(config.quoteSecret, id, place) : null
}
