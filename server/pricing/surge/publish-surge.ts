/*
 * One round of the surge worker: which of its markets stir, what they go by, one step of each, one publication of each
 * that has something to tell. A market that it no longer owns it forgets; one that comes to it goes on from its latest
 * publication, with the demand counted again. Each publication follows exactly one before it, so that during a hand-over
 * one of two owners publishes and the other starts over from what that one wrote.
 */
import type { Context } from '../../platform/context.ts'
import { atRest } from './compute-surge.ts'
import { countSupply } from './count-supply.ts'
import { continueMarket, readStirringMarkets, recountDemand } from './load-market.ts'
import type { MarketSurge, SurgeMarkets, SurgePublication, SurgeSettings } from './market-surge.ts'
import { readSettings } from './read-settings.ts'
import { cellsInForce, type Recomputed, recomputeMarket } from './recompute-market.ts'
import { storePublication } from './store-publication.ts'

/** So often the demand is counted from the table, for a market that left and came back unnoticed. */
const RECOUNT_MS = 60_000

/** Publishes the markets that `owns` says are this worker's. A market that fails is logged and holds up no other. */
export async function publishSurge(
  context: Context,
  markets: SurgeMarkets,
  { owns }: { owns: (market: string) => boolean },
): Promise<void> {
  for (const { market } of markets.all()) if (!owns(market)) markets.forget(market)
  const stirring = (await readStirringMarkets(context)).filter(({ market }) => owns(market))
  const names = new Set([...stirring, ...markets.all()].map(({ market }) => market))
  if (names.size === 0) return context.metrics.surgeCells.set(0)
  const settingsOf = await readSettings(context, [...names])
  const nowMs = context.clock.now().getTime()
  for (const { market, latest, isHeld } of stirring) {
    const isWanted = isHeld || (latest !== null && latest.getTime() > nowMs - windowMs(settingsOf(market)))
    if (isWanted && !markets.get(market)) markets.add(market)
  }
  const supply = countSupply(context)
  let raisedCount = 0
  for (const surge of markets.all()) {
    try {
      raisedCount += await publishMarket(context, markets, surge, settingsOf(surge.market), supply)
    } catch (error) {
      // What the database has made of it is not known: what it holds is read again.
      markets.forget(surge.market)
      context.log.error({ err: error, market: surge.market }, 'surge of a market was not published')
    }
  }
  context.metrics.surgeCells.set(raisedCount)
}

const windowMs = ({ live, shadow }: SurgeSettings) =>
  Math.max(live.parameters.windowS, shadow?.parameters.windowS ?? 0) * 1_000

/** Returns how many cells of the market are raised now. */
async function publishMarket(
  context: Context,
  markets: SurgeMarkets,
  surge: MarketSurge,
  settings: SurgeSettings,
  supply: ReadonlyMap<string, number>,
): Promise<number> {
  const now = context.clock.now()
  const windowFrom = new Date(now.getTime() - windowMs(settings))
  if (!surge.hasBegun) await continueMarket(context, surge)
  if (now.getTime() - surge.recountedAtMs >= RECOUNT_MS) await recountDemand(context, surge, windowFrom)
  surge.window.forgetBefore(windowFrom.getTime())
  const stopTimer = context.metrics.surgeRecomputeSeconds.startTimer()
  const caps = context.zones.capsOf(surge.market, surge.grid.cells)
  const next = recomputeMarket(surge, settings, supply, now.getTime(), caps)
  stopTimer()
  if (next.cells.length === 0 && !surge.latest?.cells.length) {
    markets.forget(surge.market)
    return 0
  }
  const publication: SurgePublication = {
    id: context.newId(),
    market: surge.market,
    publishedAt: now,
    parametersVersion: settings.live.version,
    shadowVersion: settings.shadow?.version ?? null,
    controlId: settings.control?.id ?? null,
    cells: next.cells,
  }
  const isStored = await storePublication(context, publication, surge.latest?.id ?? null)
  context.metrics.surgePublications.inc({ outcome: isStored ? 'published' : 'overtaken' })
  if (!isStored) {
    // Somebody else has published: the next round begins with what they wrote.
    markets.forget(surge.market)
    return 0
  }
  advance(surge, publication, next)
  return cellsInForce(next.cells).length
}

function advance(surge: MarketSurge, publication: SurgePublication, { live, shadow }: Recomputed): void {
  surge.live = live
  // A shadow set that comes later begins at rest.
  surge.shadow = shadow ?? atRest(surge.grid.cells.length)
  surge.latest = publication
}
