import { eq } from 'drizzle-orm'
import { quotes, rateCards } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { findWindow } from './find-window.ts'

/** A price holds for a pickup at most this far from the one that it was made for. */
const HELD_WITHIN_MS = 86_400_000

type RequoteReason = 'too_far_from_quote' | 'rate_card_changed' | 'time_of_day_differs'

/**
 * Why the price of a booking's quote does not hold for a pickup at another time; none, and it holds: the time is within a day
 * of the one that was quoted, the card in force is still the quote's, and both times fall into windows of the card's local
 * time with the same multiplier.
 */
export async function reasonsToRequote(
  context: Context,
  { quoteId, to }: { quoteId: string; to: Date },
): Promise<RequoteReason[]> {
  const [found] = await context.db
    .select({ quote: quotes, card: rateCards })
    .from(quotes)
    .innerJoin(rateCards, eq(rateCards.id, quotes.rateCardId))
    .where(eq(quotes.id, quoteId))
  if (!found) throw new Error(`there is no quote ${quoteId}`)
  const { quote, card } = found
  const from = quote.scheduledFor ?? quote.createdAt
  const inForce = await context.prices.rateCard(quote.market, quote.vehicleClass, context.clock.now())
  const multiplierAt = (at: Date) => findWindow(card, at)?.multiplierPermille ?? 1_000
  const reasons: [RequoteReason, boolean][] = [
    ['too_far_from_quote', Math.abs(to.getTime() - from.getTime()) > HELD_WITHIN_MS],
    ['rate_card_changed', inForce?.id !== card.id],
    ['time_of_day_differs', multiplierAt(to) !== multiplierAt(from)],
  ]
  return reasons.flatMap(([reason, holds]) => (holds ? [reason] : []))
}
