/*
 * One tick of dispatch: overdue offers expire, then each market whose window is over is matched: searches that took too long
 * end, the rest is matched as one batch, oldest first, and offered; no booking is left out, so that none can starve behind
 * others. One process matches a market at a time; while markets change hands two may, and the partial unique indexes on
 * live offers decide.
 */
import { forEachBooking } from '../booking/for-each-booking.ts'
import type { Context } from '../platform/context.ts'
import { endSearch } from './end-search.ts'
import { expireOffers } from './expire-offers.ts'
import { type DueMarket, type Gathering, gatherNothing } from './gathering.ts'
import { isHeld } from './is-held.ts'
import { keepUnmatched } from './keep-unmatched.ts'
import { makeOffer } from './make-offer.ts'
import { matchBatch } from './match-batch.ts'
import { readOpenMarkets, readSearches, type Search } from './read-searches.ts'
import { tendQueue } from './tend-queue.ts'

type Dispatcher = {
  /** Whether a market is this process's to match. */
  owns?: (market: string) => boolean
  /** What the process remembers between ticks; without it every market is matched at once. */
  gathering?: Gathering
}

/** Runs one tick over the markets that are this process's and have gathered for long enough. Returns how many offers it made. */
export async function runTick(
  context: Context,
  { owns = () => true, gathering = gatherNothing() }: Dispatcher = {},
): Promise<number> {
  const endTimer = context.metrics.tickSeconds.startTimer()
  try {
    await expireOffers(context)
    await tendQueue(context)
    let made = 0
    const open = (await readOpenMarkets(context)).filter(({ market }) => owns(market))
    for (const due of open.length > 0 ? gathering.due(context, open) : [])
      made += await matchMarket(context, due, gathering)
    return made
  } finally {
    endTimer()
  }
}

/** Page by page: who was asked for one page is taken for the next, by the offers that are open by then. */
async function matchMarket(context: Context, due: DueMarket, gathering: Gathering): Promise<number> {
  const { market, windowMs, k } = due
  gathering.batched(market, context.clock.now().getTime())
  const supply = gathering.supply(context)
  let made = 0
  let page = await readSearches(context, { market, after: null, k, supply })
  while (page.searches.length > 0) {
    const open = page.searches.filter(({ isOver }) => !isOver)
    const over = page.searches.filter(({ isOver }) => isOver)
    await forEachBooking(context, over, { idOf, work: (search) => endSearch(context, search) })
    made += await offerMatches(context, open, windowMs)
    if (!page.next) break
    page = await readSearches(context, { market, after: page.next, k, supply })
  }
  return made
}

async function offerMatches(context: Context, open: readonly Search[], windowMs: number): Promise<number> {
  const endsAtMs = context.clock.now().getTime() + context.config.matchDeadlineMs
  const { driverCount, choices } = matchBatch(open, () => context.clock.now().getTime() >= endsAtMs)
  const greedyCount = choices.filter(({ isGreedy }) => isGreedy).length
  if (greedyCount > 0) context.metrics.greedyMatches.inc(greedyCount)
  const size = { bookings: open.length, drivers: driverCount, windowMs }
  const matched = open.map((search, i) => {
    const { driverId, greedyDriverId, isGreedy } = choices[i] as (typeof choices)[number]
    const matched = search.candidates.find((candidate) => candidate.driverId === driverId)
    const isAsked = driverId !== null && !isHeld(matched, search.waitedS)
    return { driverId, isAsked, search: { ...search, greedyDriverId, batch: { ...size, isGreedy } } }
  })
  let made = 0
  await forEachBooking(
    context,
    matched.filter(({ isAsked }) => isAsked),
    {
      idOf: ({ search }) => search.booking.id,
      async work({ search, driverId }) {
        if (driverId !== null && (await makeOffer(context, search, driverId))) made++
      },
    },
  )
  await keepUnmatched(
    context,
    matched.filter(({ isAsked }) => !isAsked),
  )
  return made
}

const idOf = ({ booking }: Search) => booking.id
