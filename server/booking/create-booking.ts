import { and, eq, gt } from 'drizzle-orm'
import { isUniqueViolation } from '../../db/connect.ts'
import { bookings, type Contact, idempotencyKeys, type PaymentMethod } from '../../db/schema/index.ts'
import { conflict } from '../errors.ts'
import { actorId, type Context, inTransaction } from '../platform/context.ts'
import { holdName } from '../platform/hold-name.ts'
import { hashRequest, keyReused } from '../platform/idempotency-key.ts'
import { redeemQuote } from '../pricing/redeem-quote.ts'
import { addressStops, type StopAddress } from './address-stops.ts'
import type { BookingRow } from './move-booking.ts'
import { keepVerification, type Verification } from './proof/verification.ts'
import { readBooking } from './read-booking.ts'
import { recordMove } from './record-move.ts'
import { predictSearchAt } from './schedule/predict-search.ts'
import { setTimers } from './schedule/set-timers.ts'
import { assertQuotedFor, correctionOf, insertStops, takeOverQuote } from './take-over-quote.ts'
import { type BookingView, bookingView } from './views.ts'

const ANSWER_TTL_MS = 86_400_000

type Address = { address: string; contact?: Contact }
export type BookingInput = {
  quoteId: string
  pickup: Address
  dropoff: Address
  /** Of each stop that the quote was asked for, by its index there or in that order. */
  stops?: StopAddress[]
  scheduledFor?: string
  verification?: Verification
  paymentMethod?: PaymentMethod
}

/**
 * Books a quote once per idempotency key: the booking and the remembered answer are one transaction, and requests with the
 * same key wait for each other. The order of the body's members makes no other request.
 * @throws DomainError idempotency_key_reused, quote_unknown, quote_expired, quote_redeemed, schedule_differs, stops_differ,
 * stop_index_missing.
 */
export async function createBooking(
  context: Context,
  key: string,
  input: BookingInput,
): Promise<BookingView> {
  const userId = actorId(context)
  const requestHash = hashRequest(input)
  try {
    return await inTransaction(context, async (tx) => {
      await holdName(tx, `${userId}:${key}`)
      const now = tx.clock.now()
      const mine = and(eq(idempotencyKeys.userId, userId), eq(idempotencyKeys.key, key))
      const [answered] = await tx.db
        .select()
        .from(idempotencyKeys)
        .where(and(mine, gt(idempotencyKeys.expiresAt, now)))
      if (answered && answered.requestHash !== requestHash) throw keyReused()
      if (answered) return answeredBefore(tx, answered.responseBody as BookingView)
      const responseBody = bookingView(await insertBooking(tx, userId, input))
      const expiresAt = new Date(now.getTime() + ANSWER_TTL_MS)
      const answer = { requestHash, responseStatus: 201, responseBody, expiresAt }
      // The first caller also gets the stored form, so that every answer is the same to the letter.
      const [stored] = await tx.db
        .insert(idempotencyKeys)
        .values({ userId, key, ...answer })
        .onConflictDoUpdate({ target: [idempotencyKeys.userId, idempotencyKeys.key], set: answer })
        .returning({ body: idempotencyKeys.responseBody })
      return stored?.body as BookingView
    })
  } catch (error) {
    if (isUniqueViolation(error, 'bookings_quote_key'))
      throw conflict('quote_redeemed', 'The quote has been booked already.')
    throw error
  }
}

/** To the letter; what the version that stored the answer did not tell yet comes after it, as the booking stands now. */
async function answeredBefore(tx: Context, stored: BookingView): Promise<BookingView> {
  return { ...stored, ...bookingView(await readBooking(tx, stored.id)), ...stored }
}

async function insertBooking(tx: Context, customerId: string, input: BookingInput): Promise<BookingRow> {
  const quote = await redeemQuote(tx, input.quoteId, customerId)
  if (input.scheduledFor) assertQuotedFor(quote, input.scheduledFor)
  const places = addressStops(quote, input.stops)
  const now = tx.clock.now()
  const { scheduledFor } = quote
  const searchAt = scheduledFor && (await predictSearchAt(tx, { ...quote, scheduledFor }))
  const [row] = await tx.db
    .insert(bookings)
    .values({
      id: tx.newId(),
      customerId,
      ...takeOverQuote(quote),
      market: quote.market,
      vehicleClass: quote.vehicleClass,
      state: scheduledFor ? 'scheduled' : 'searching',
      version: 1,
      pickup: { ...quote.pickup, ...input.pickup },
      dropoff: { ...quote.dropoff, ...input.dropoff },
      nextStop: places[0] ?? null,
      paymentMethod: input.paymentMethod ?? 'invoice',
      scheduledFor,
      searchAt,
      searchStartedAt: scheduledFor ? null : now,
      createdAt: now,
      updatedAt: now,
    })
    .returning()
  const booking = row as BookingRow
  await insertStops(tx, booking.id, places)
  await keepVerification(tx, booking.id, input.verification)
  await recordMove(tx, booking, null, { quoteId: quote.id, correction: correctionOf(tx, quote) })
  await setTimers(tx, booking)
  return booking
}
