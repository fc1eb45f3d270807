import { asc, eq } from 'drizzle-orm'
import { bookingStops, type Contact } from '../../../db/schema/index.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { endCommitment } from '../../assignment/commitments/end-commitment.ts'
import { conflict } from '../../errors.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { checkSchedule } from '../../pricing/check-haul.ts'
import { createQuote } from '../../pricing/create-quote.ts'
import { reasonsToRequote } from '../../pricing/hold-price.ts'
import type { StopAddress } from '../address-stops.ts'
import { lockBooking } from '../lock-booking.ts'
import type { BookingRow } from '../move-booking.ts'
import { noteEvent } from '../note-event.ts'
import { readBooking } from '../read-booking.ts'
import { predictSearchAt } from './predict-search.ts'
import { clearTimers, setTimers } from './set-timers.ts'
import { takeQuote } from './take-quote.ts'

type Address = { address: string; contact?: Contact }
export type Rescheduling = {
  bookingId: string
  /** The version that the caller has seen. */
  version: number
  scheduledFor: string
  quoteId?: string
  pickup?: Address
  dropoff?: Address
  stops?: StopAddress[]
}

/**
 * Moves a scheduled booking to another time, and with a new quote to other places. Without one its price is held where
 * `reasonsToRequote` knows no reason; where it does, the problem carries the quote to send along. The timers move in the same
 * transaction. Who had promised to drive at the old time has promised nothing for the new one.
 * @throws DomainError not_found, illegal_move, version_mismatch, requote_required, schedule_out_of_range, and what a quote
 * and its redemption throw.
 */
export async function rescheduleBooking(
  context: Context,
  input: Rescheduling,
): Promise<{ booking: BookingRow; isPriceHeld: boolean }> {
  const { bookingId, quoteId } = input
  const seen = await readBooking(context, bookingId)
  assertMovable(seen, input)
  const to = checkSchedule(input.scheduledFor, context.clock.now()) as Date
  if (!quoteId) await assertPriceHolds(context, seen, to)
  const booking = await inTransaction(context, async (tx) => {
    const before = await lockBooking(tx, bookingId)
    assertMovable(before, input)
    const quoted = quoteId ? await takeQuote(tx, before, { ...input, quoteId }) : undefined
    const pickup = quoted?.set.pickup ?? before.pickup
    const searchAt = await predictSearchAt(tx, { ...before, pickup, scheduledFor: to })
    const ended = await endCommitment(tx, { bookingId, outcome: 'withdrawn', reason: 'rescheduled' })
    await clearTimers(tx, before, { all: true })
    const after = await noteEvent(tx, before, {
      event: 'rescheduled',
      data: {
        from: before.scheduledFor?.toISOString(),
        to: to.toISOString(),
        isPriceHeld: !quoted,
        ...(ended && { commitmentId: ended.id }),
        ...quoted?.data,
      },
      set: { ...quoted?.set, scheduledFor: to, searchAt },
    })
    await setTimers(tx, after)
    const { role } = tx.actor
    if (role === 'operator' || role === 'admin')
      await recordAudit(tx, {
        ...{ action: 'booking.reschedule', subjectType: 'booking', subjectId: bookingId },
        ...{ before: termsOf(before), after: termsOf(after) },
      })
    return after
  })
  return { booking, isPriceHeld: !quoteId }
}

const termsOf = ({ scheduledFor, priceMinor, quoteId }: BookingRow) => ({ scheduledFor, priceMinor, quoteId })

/** @throws DomainError version_mismatch, illegal_move. */
function assertMovable({ state, version }: BookingRow, input: Rescheduling): void {
  const where = { currentState: state, currentVersion: version }
  if (state !== 'scheduled')
    throw conflict('illegal_move', `A booking that is ${state} cannot be rescheduled.`, where)
  if (version !== input.version)
    throw conflict('version_mismatch', 'The booking has changed; look at it again.', where)
}

/** Makes the quote that the caller needs, for they could only ask for the same. @throws DomainError requote_required. */
async function assertPriceHolds(context: Context, booking: BookingRow, to: Date): Promise<void> {
  const reasons = await reasonsToRequote(context, { quoteId: booking.quoteId, to })
  if (reasons.length === 0) return
  const stops = await context.db
    .select({ place: bookingStops.place })
    .from(bookingStops)
    .where(eq(bookingStops.bookingId, booking.id))
    .orderBy(asc(bookingStops.position))
  const point = ({ lat, lng }: { lat: number; lng: number }) => ({ lat, lng })
  const quote = await createQuote(context, booking.customerId, {
    pickup: point(booking.pickup),
    dropoff: point(booking.dropoff),
    stops: stops.map(({ place }) => point(place)),
    vehicleClass: booking.vehicleClass,
    scheduledFor: to.toISOString(),
    ...(booking.cargo && { cargo: booking.cargo }),
  })
  const { id, priceMinor: amount, currency, expiresAt } = quote
  throw conflict(
    'requote_required',
    'The price does not hold for that time: send `quoteId` to take the new one.',
    {
      reasons,
      quote: { id, price: { amount, currency }, expiresAt: expiresAt.toISOString() },
    },
  )
}
