import { bookingStops, type Place } from '../../db/schema/index.ts'
import type { Correction } from '../analytics/correction-table.ts'
import { invalid } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import type { QuoteRow } from '../pricing/sign-quote.ts'

/** What a booking has of the quote that it goes by, besides the places: distance, price and what they are of. */
export const takeOverQuote = (quote: QuoteRow) => ({
  quoteId: quote.id,
  cargo: quote.cargo,
  priceMinor: quote.priceMinor,
  currency: quote.currency,
  breakdown: quote.breakdown,
  surge: quote.surge,
  distanceM: quote.distanceM,
  durationS: quote.durationS,
})

/** @throws DomainError schedule_differs. */
export function assertQuotedFor(quote: QuoteRow, scheduledFor: string): void {
  if (quote.scheduledFor?.getTime() !== new Date(scheduledFor).getTime())
    throw invalid('schedule_differs', 'scheduledFor', 'Must be the time that the quote was made for.')
}

/** What the quote's duration was multiplied by, so that the haul can tell how far off the plain one was. */
export function correctionOf(
  { corrections }: Pick<Context, 'corrections'>,
  { market, vehicleClass, hour }: QuoteRow & { hour: number },
): Correction {
  return { hour, factor: corrections.factorOf(market, vehicleClass, 'haul', hour) }
}

/** Stores the stops of a booking that has none yet, in the order in which they are driven. */
export async function insertStops(
  { db }: Pick<Context, 'db'>,
  bookingId: string,
  places: readonly Place[],
): Promise<void> {
  const rows = places.map((place, position) => ({ bookingId, position, place }))
  if (rows.length > 0) await db.insert(bookingStops).values(rows)
}
