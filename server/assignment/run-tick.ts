/*
 * One tick of dispatch: overdue offers expire, searches that took too long end, the rest is matched
 * batch by batch, oldest first, and offered; no booking is left out, so that none can starve behind others. One
 * process matches a market at a time; while markets change hands two may, and the partial unique indexes on live offers
 * decide.
 */
import { forEachBooking } from '../booking/for-each-booking.ts'
import type { Context } from '../platform/context.ts'
import { endSearch } from './end-search.ts'
import { expireOffers } from './expire-offers.ts'
import { keepUnmatched } from './keep-unmatched.ts'
import { makeOffer } from './make-offer.ts'
import { matchBatch } from './match-batch.ts'
import { readOpenMarkets, readSearches, type Search } from './read-searches.ts'
import { tendQueue } from './tend-queue.ts'

/** What it costs to leave a booking unmatched, and how that grows while it waits. */
const UNMATCHED_COST_S = 3_600
const UNMATCHED_COST_PER_WAITED_S = 10

/** Runs one tick over the markets that `owns` says are this process's. Returns how many offers it made. */
export async function runTick(
  context: Context,
  { owns = () => true }: { owns?: (market: string) => boolean } = {},
): Promise<number> {
  const endTimer = context.metrics.tickSeconds.startTimer()
  try {
    await expireOffers(context)
    await tendQueue(context)
    let made = 0
    const markets = (await readOpenMarkets(context)).filter(owns)
    if (markets.length === 0) return 0
    let page = await readSearches(context, markets, null)
    while (page.searches.length > 0) {
      const open = page.searches.filter(({ isOver }) => !isOver)
      const over = page.searches.filter(({ isOver }) => isOver)
      await forEachBooking(context, over, { idOf, work: (search) => endSearch(context, search) })
      made += await offerMatches(context, open)
      if (!page.next) break
      page = await readSearches(context, markets, page.next)
    }
    return made
  } finally {
    endTimer()
  }
}

async function offerMatches(context: Context, searches: readonly Search[]): Promise<number> {
  const edges = searches.flatMap(({ booking, candidates }) =>
    candidates.flatMap(({ driverId, costS }) =>
      costS === undefined ? [] : [{ bookingId: booking.id, driverId, costS }],
    ),
  )
  const unmatchedCostS = new Map(
    searches.map(({ booking, waitedS }) => [
      booking.id,
      UNMATCHED_COST_S + waitedS * UNMATCHED_COST_PER_WAITED_S,
    ]),
  )
  const { matches } = matchBatch(edges, unmatchedCostS)
  const driverOf = new Map(matches.map(({ bookingId, driverId }) => [bookingId, driverId]))
  let made = 0
  await forEachBooking(context, searches, {
    idOf,
    async work(search) {
      const driverId = driverOf.get(search.booking.id)
      if (driverId && (await makeOffer(context, search, driverId))) made++
    },
  })
  await keepUnmatched(
    context,
    searches.filter(({ booking }) => !driverOf.has(booking.id)),
  )
  return made
}

const idOf = ({ booking }: Search) => booking.id
