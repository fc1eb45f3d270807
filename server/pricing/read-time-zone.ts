import { desc, eq } from 'drizzle-orm'
import { rateCards } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/** The IANA time zone of a market, by its latest rate card; UTC for a market without one. */
export async function readTimeZone(context: Context, market: string): Promise<string> {
  const [card] = await context.db
    .select({ timeZone: rateCards.timeZone })
    .from(rateCards)
    .where(eq(rateCards.market, market))
    .orderBy(desc(rateCards.startsAt))
    .limit(1)
  return card?.timeZone ?? 'UTC'
}
