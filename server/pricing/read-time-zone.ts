import { and, desc, eq, isNull, lte } from 'drizzle-orm'
import { rateCards } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/** The IANA time zone of a market, by the latest of its rate cards that is in force; UTC for a market without one. */
export async function readTimeZone(context: Context, market: string): Promise<string> {
  const [card] = await context.db
    .select({ timeZone: rateCards.timeZone })
    .from(rateCards)
    .where(
      and(
        eq(rateCards.market, market),
        lte(rateCards.startsAt, context.clock.now()),
        isNull(rateCards.withdrawnAt),
      ),
    )
    .orderBy(desc(rateCards.startsAt), desc(rateCards.id))
    .limit(1)
  return card?.timeZone ?? 'UTC'
}
