import { eq } from 'drizzle-orm'
import { bookings, quotes, rateCards } from '../../db/schema/index.ts'
import { conflict, DomainError, invalid } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { localTime } from './find-window.ts'
import { isSignatureValid, type QuoteRow } from './sign-quote.ts'

/**
 * The quote with the local hour that it was estimated for, if its customer may still book at its price. That it is redeemed
 * once is settled by the unique index on the booking's quote. @throws DomainError invalid on `quoteId`, quote_expired, quote_redeemed.
 */
export async function redeemQuote(
  context: Context,
  quoteId: string,
  customerId: string,
): Promise<QuoteRow & { hour: number }> {
  const [found] = await context.db
    .select({ quote: quotes, timeZone: rateCards.timeZone })
    .from(quotes)
    .innerJoin(rateCards, eq(rateCards.id, quotes.rateCardId))
    .where(eq(quotes.id, quoteId))
  if (found?.quote.customerId !== customerId)
    throw invalid('quote_unknown', 'quoteId', 'There is no such quote.')
  const { quote, timeZone } = found
  if (!isSignatureValid(quote, context.config.quoteSecret)) {
    throw new DomainError('conflict', 'quote_signature_invalid', 'The quote was not issued with this price.')
  }
  const [booking] = await context.db
    .select({ id: bookings.id })
    .from(bookings)
    .where(eq(bookings.quoteId, quoteId))
  if (booking) throw conflict('quote_redeemed', 'The quote has been booked already.')
  if (quote.expiresAt <= context.clock.now())
    throw conflict('quote_expired', 'The quote has expired; ask for a new one.')
  return { ...quote, hour: localTime(quote.scheduledFor ?? quote.createdAt, timeZone).hour }
}
