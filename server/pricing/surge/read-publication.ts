import { and, desc, eq, gt, lte } from 'drizzle-orm'
import { surgePublications } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import { assertMarket } from './assert-market.ts'
import { SURGE_HOLDS_MS } from './surge-parameters.ts'
import { publicationView } from './surge-schemas.ts'

/** The publication of a market that held at a moment, null where none did. @throws DomainError market_unknown. */
export async function readPublication({ db }: Context, { market, at }: { market: string; at: Date }) {
  assertMarket(market)
  const { publishedAt } = surgePublications
  const holdsAfter = new Date(at.getTime() - SURGE_HOLDS_MS)
  const [held] = await db
    .select()
    .from(surgePublications)
    .where(and(eq(surgePublications.market, market), lte(publishedAt, at), gt(publishedAt, holdsAfter)))
    .orderBy(desc(publishedAt))
    .limit(1)
  return { publication: held ? publicationView(held) : null }
}
