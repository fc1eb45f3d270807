import { and, desc, eq, lt } from 'drizzle-orm'
import { surgeParameters } from '../../../db/schema/index.ts'
import { type IdPage, rowsToRead, toPage } from '../../admin/page.ts'
import type { Context } from '../../platform/context.ts'
import { assertMarket } from './assert-market.ts'
import { readLatestPublication } from './load-market.ts'
import { readSettings } from './read-settings.ts'
import { SURGE_HOLDS_MS } from './surge-parameters.ts'
import { cellView, controlView, setView, versionView } from './surge-schemas.ts'

/**
 * What a market's surge is now and why: the cells of its latest publication while that holds, and what the next one will
 * go by. @throws DomainError market_unknown.
 */
export async function readSurge(context: Context, { market }: { market: string }) {
  assertMarket(market)
  const [latest, settingsOf] = await Promise.all([
    readLatestPublication(context, market),
    readSettings(context, [market]),
  ])
  const { live, shadow, control } = settingsOf(market)
  const holdsAfterMs = context.clock.now().getTime() - SURGE_HOLDS_MS
  const holds = latest !== null && latest.publishedAt.getTime() > holdsAfterMs
  return {
    market,
    publishedAt: latest?.publishedAt.toISOString() ?? null,
    live: setView(live),
    shadow: shadow && setView(shadow),
    control: control && controlView(control),
    cells: holds ? latest.cells.map(cellView) : [],
  }
}

/** The versions of a market's parameters, live and shadow, newest first. @throws DomainError market_unknown. */
export async function listVersions(context: Context, { market, ...page }: IdPage & { market: string }) {
  assertMarket(market)
  const rows = await context.db
    .select()
    .from(surgeParameters)
    .where(
      and(eq(surgeParameters.market, market), page.cursor ? lt(surgeParameters.id, page.cursor) : undefined),
    )
    .orderBy(desc(surgeParameters.id))
    .limit(rowsToRead(page))
  return toPage(rows, page, versionView)
}
