import { asc, eq } from 'drizzle-orm'
import { bookingStops, type GeoPoint, type Place } from '../../../db/schema/index.ts'
import { invalid } from '../../errors.ts'
import type { Context } from '../../platform/context.ts'
import { redeemQuote } from '../../pricing/redeem-quote.ts'
import type { QuoteRow } from '../../pricing/sign-quote.ts'
import { addressStops } from '../address-stops.ts'
import type { BookingRow } from '../move-booking.ts'
import { assertQuotedFor, correctionOf, insertStops, takeOverQuote } from '../take-over-quote.ts'
import type { Rescheduling } from './reschedule-booking.ts'

type Address = NonNullable<Rescheduling['pickup']>

/**
 * Redeems another quote for a booking, in the caller's transaction, which holds it: its price, and its places, each with the
 * address that was given or that the same place had. Market and class stay: who follows the booking follows them.
 * @throws DomainError quote_unknown, quote_expired, quote_redeemed, quote_signature_invalid, schedule_differs, haul_differs,
 * address_missing, stops_differ, stop_index_missing.
 */
export async function takeQuote(tx: Context, before: BookingRow, input: Rescheduling & { quoteId: string }) {
  const quote = await redeemQuote(tx, input.quoteId, before.customerId)
  assertQuotedFor(quote, input.scheduledFor)
  if (quote.market !== before.market || quote.vehicleClass !== before.vehicleClass)
    throw invalid('haul_differs', 'quoteId', 'The quote is of another market or vehicle class: book it anew.')
  const stops = await placesOfStops(tx, before, quote, input.stops)
  const pickup = placeAt(quote.pickup, before.pickup, input.pickup, 'pickup')
  const dropoff = placeAt(quote.dropoff, before.dropoff, input.dropoff, 'dropoff')
  await tx.db.delete(bookingStops).where(eq(bookingStops.bookingId, before.id))
  await insertStops(tx, before.id, stops)
  return {
    data: { quoteId: quote.id, correction: correctionOf(tx, quote) },
    set: { ...takeOverQuote(quote), pickup, dropoff, nextStop: stops[0] ?? null },
  }
}

function placeAt(point: GeoPoint, known: Place | undefined, given: Address | undefined, path: string): Place {
  if (given) return { ...point, ...given }
  if (known?.lat === point.lat && known.lng === point.lng) return known
  throw invalid('address_missing', path, 'The quote has another place here: say what its address is.')
}

/** As `addressStops` has them where addresses are given; else each keeps that of the same place. */
async function placesOfStops(
  tx: Context,
  { id }: BookingRow,
  quote: QuoteRow,
  given: Rescheduling['stops'],
): Promise<Place[]> {
  if (given) return addressStops(quote, given)
  const known = await tx.db
    .select({ place: bookingStops.place })
    .from(bookingStops)
    .where(eq(bookingStops.bookingId, id))
    .orderBy(asc(bookingStops.position))
  return quote.stops.map((point, i) => {
    const same = known.find(({ place }) => place.lat === point.lat && place.lng === point.lng)
    return placeAt(point, same?.place, undefined, `stops.${i}`)
  })
}
