import { desc, eq } from 'drizzle-orm'
import { surgePublications } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import type { MarketSurge, SurgePublication } from './market-surge.ts'
import { SURGE_HOLDS_MS, WINDOW_MAX_S } from './surge-parameters.ts'

export async function readLatestPublication(
  context: Context,
  market: string,
): Promise<SurgePublication | null> {
  const [latest] = await context.db
    .select()
    .from(surgePublications)
    .where(eq(surgePublications.market, market))
    .orderBy(desc(surgePublications.publishedAt))
    .limit(1)
  return latest ?? null
}

/** Goes on where the latest publication of the market, by whichever worker, has left off. */
export async function continueMarket(context: Context, surge: MarketSurge): Promise<void> {
  const holdsAfter = new Date(context.clock.now().getTime() - SURGE_HOLDS_MS)
  surge.continueFrom(await readLatestPublication(context, surge.market), holdsAfter)
}

/**
 * Counts the market's demand since `from` again from its quotes: for a worker that starts or takes the market over, and
 * from time to time, should the market have been another's in between. Whatever is counted already counts once.
 */
export async function recountDemand(context: Context, surge: MarketSurge, from: Date): Promise<void> {
  const rows = await context.sql<{ cell: string; customerId: string; latest: Date }[]>`
    select surge->>'cell' as cell, customer_id as "customerId", max(created_at) as latest from quotes
    where market = ${surge.market} and created_at >= ${from} and scheduled_for is null
    group by 1, 2`
  for (const { cell, customerId, latest } of rows) surge.window.note(cell, customerId, latest.getTime())
  surge.recountedAtMs = context.clock.now().getTime()
}

type StirringMarket = { market: string; latest: Date | null; isHeld: boolean }

/** The markets with a price that have demand of now, a multiplier or an override, with the time of their latest demand. */
export async function readStirringMarkets(context: Context): Promise<StirringMarket[]> {
  const now = context.clock.now()
  const since = new Date(now.getTime() - WINDOW_MAX_S * 1_000)
  return context.sql<StirringMarket[]>`
    select m.market, q.created_at as latest,
      exists (select 1 from surge_cells s where s.market = m.market)
        or exists (select 1 from surge_controls c
          where c.market = m.market and c.kind = 'override' and c.ended_at is null
            and (c.expires_at is null or c.expires_at > ${now})) as "isHeld"
    from (select distinct market from rate_cards) m left join lateral (
      select created_at from quotes where market = m.market and created_at > ${since} and scheduled_for is null
      order by created_at desc limit 1) q on true`
}
