import { and, asc, count, eq, min, sql } from 'drizzle-orm'
import type { DecisionBatch, DecisionCandidate } from '../../db/schema/assignment.ts'
import { bookings } from '../../db/schema/index.ts'
import { searchEndsAtMs } from '../booking/search-ends-at.ts'
import type { Context } from '../platform/context.ts'
import { solarHour } from '../tracking/geo.ts'
import { keepsPromises } from './commitments/keeps-promise.ts'
import { type PromisedBy, readPromised } from './commitments/read-commitments.ts'
import { costOfWaiting } from './cost-of-match.ts'
import { findCandidates } from './find-candidates.ts'
import { type Excluded, readExcluded } from './read-excluded.ts'
import { radiusAfter } from './search-radius.ts'
import type { Supply } from './survey-supply.ts'

/** Bookings matched as one batch: what a city has at its worst, so that hardly ever a batch is cut. */
export const BATCH_MAX = 5_000
/** Bookings whose candidates are looked for at once, each by a request where an engine knows the roads. */
const LOOKS_AT_ONCE = 32

type Searching = typeof bookings.$inferSelect
/** One round of looking for a booking's driver. `isOver` when it has looked for long enough. */
export type Search = {
  booking: Searching
  radiusM: number
  /** The local hour at the pickup. */
  hour: number
  waitedS: number
  isOver: boolean
  candidates: DecisionCandidate[]
  unmatchedCostS: number
  /** Whom a greedy match would have taken; null for nobody, and before the match. */
  greedyDriverId: string | null
  /** The batch that it was matched in; null before the match. */
  batch: DecisionBatch | null
}
export type SearchPage = { searches: Search[]; next: SearchCursor | null }
type SearchCursor = { startedAt: Date; id: string }
type Look = { k: number; supply: Supply }
export type OpenMarket = { market: string; openBookings: number; oldestStartedAtMs: number }

/**
 * The bookings of a market that search and that nobody is asked about right now, oldest first from past `after`, each with
 * its candidates: the `k` nearest, and whom the supply knows.
 */
export async function readSearches(
  context: Context,
  { market, after, ...look }: Look & { market: string; after: SearchCursor | null },
): Promise<SearchPage> {
  const rows = await readUnasked(context, market, after)
  const last = rows.at(-1)
  if (!last) return { searches: [], next: null }
  const excluded = await readExcluded(
    context,
    rows.map(({ id }) => id),
  )
  const promisedBy = await readPromised(context)
  const around = { ...look, excluded, promisedBy }
  const searches: Search[] = []
  for (let from = 0; from < rows.length; from += LOOKS_AT_ONCE) {
    const some = rows.slice(from, from + LOOKS_AT_ONCE)
    searches.push(...(await Promise.all(some.map((row) => lookAround(context, row, around)))))
    // Where nothing had to be waited for, requests of the same process have their turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
  const next = rows.length < BATCH_MAX ? null : { startedAt: startOf(last), id: last.id }
  return { searches, next }
}

/** One booking's round: who could be sent now. */
export async function lookAround(
  context: Context,
  booking: Searching,
  { k, supply, excluded, promisedBy }: Look & { excluded: Excluded; promisedBy: PromisedBy },
): Promise<Search> {
  const now = context.clock.now()
  const waitedS = (now.getTime() - startOf(booking).getTime()) / 1_000
  const radiusM = radiusAfter(waitedS)
  const hour = solarHour(booking.pickup.lng, now)
  const gateFor = excluded(booking.id)
  const candidates = await findCandidates(context, booking, {
    ...{ radiusM, hour, k, supply, gateFor },
    keepsPromises: (driverId, from, freeInS) =>
      keepsPromises(context, booking, { promised: promisedBy(driverId), from, freeInS }),
  })
  const isOver = now.getTime() > searchEndsAtMs(context, booking)
  const unmatchedCostS = costOfWaiting(waitedS)
  return {
    ...{ booking, radiusM, hour, waitedS, isOver, candidates, unmatchedCostS },
    ...{ greedyDriverId: null, batch: null },
  }
}

const startOf = (booking: Searching) => booking.searchStartedAt ?? booking.createdAt

const isUnasked = and(
  eq(bookings.state, 'searching'),
  sql`not exists (select 1 from offers o where o.booking_id = ${bookings.id}
    and o.state in ('open', 'accepted', 'forward', 'queued'))`,
)

/** The markets in which bookings search and nobody is asked about them, with how many and since when. */
export async function readOpenMarkets(context: Context): Promise<OpenMarket[]> {
  const rows = await context.db
    .select({ market: bookings.market, openBookings: count(), oldestAt: min(bookings.searchStartedAt) })
    .from(bookings)
    .where(isUnasked)
    .groupBy(bookings.market)
    .orderBy(min(bookings.searchStartedAt))
  return rows.map(({ oldestAt, ...row }) => ({ ...row, oldestStartedAtMs: oldestAt?.getTime() ?? 0 }))
}

function readUnasked(context: Context, market: string, after: SearchCursor | null): Promise<Searching[]> {
  const isPast =
    after &&
    sql`(${bookings.searchStartedAt}, ${bookings.id}) > (${after.startedAt.toISOString()}::timestamptz, ${after.id}::uuid)`
  return context.db
    .select()
    .from(bookings)
    .where(and(isUnasked, eq(bookings.market, market), isPast ?? undefined))
    .orderBy(asc(bookings.searchStartedAt), asc(bookings.id))
    .limit(BATCH_MAX)
}
