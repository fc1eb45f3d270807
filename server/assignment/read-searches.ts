import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { DecisionCandidate } from '../../db/schema/assignment.ts'
import { bookings, offers } from '../../db/schema/index.ts'
import { searchEndsAtMs } from '../booking/search-ends-at.ts'
import type { Context } from '../platform/context.ts'
import { solarHour } from '../tracking/geo.ts'
import { findCandidates } from './find-candidates.ts'

/** Bookings matched as one batch. */
export const BATCH_MAX = 500
/** The search starts at 3 km and has grown to 15 km after three minutes. */
const RADIUS_START_M = 3_000
const RADIUS_END_M = 15_000
const RADIUS_GROWTH_M_PER_S = (RADIUS_END_M - RADIUS_START_M) / 180

type Searching = typeof bookings.$inferSelect
/** One round of looking for a booking's driver. `isOver` when it has looked for long enough. */
export type Search = {
  booking: Searching
  radiusM: number
  waitedS: number
  isOver: boolean
  candidates: DecisionCandidate[]
}
export type SearchPage = { searches: Search[]; next: SearchCursor | null }
type SearchCursor = { startedAt: Date; id: string }

export const radiusAfter = (waitedS: number) =>
  Math.min(RADIUS_END_M, RADIUS_START_M + Math.max(0, waitedS) * RADIUS_GROWTH_M_PER_S)

/**
 * The bookings of `markets` that search and that nobody is asked about right now, oldest first from past `after`, each with its
 * candidates.
 */
export async function readSearches(
  context: Context,
  markets: readonly string[],
  after: SearchCursor | null,
): Promise<SearchPage> {
  const rows = await readUnasked(context, markets, after)
  const last = rows.at(-1)
  if (!last) return { searches: [], next: null }
  const excludedFor = await readExcluded(context, rows)
  const now = context.clock.now()
  const searches = rows.map(async (booking): Promise<Search> => {
    const startedAt = startOf(booking)
    const waitedS = (now.getTime() - startedAt.getTime()) / 1_000
    const radiusM = radiusAfter(waitedS)
    const hour = solarHour(booking.pickup.lng, now)
    const excluded = excludedFor(booking.id)
    const candidates = await findCandidates(context, booking, { radiusM, hour, excluded })
    const isOver = now.getTime() > searchEndsAtMs(context, booking)
    return { booking, radiusM, waitedS, isOver, candidates }
  })
  const next = rows.length < BATCH_MAX ? null : { startedAt: startOf(last), id: last.id }
  return { searches: await Promise.all(searches), next }
}

const startOf = (booking: Searching) => booking.searchStartedAt ?? booking.createdAt

/** The markets in which bookings search. */
export async function readOpenMarkets(context: Context): Promise<string[]> {
  const rows = await context.db
    .selectDistinct({ market: bookings.market })
    .from(bookings)
    .where(eq(bookings.state, 'searching'))
  return rows.map(({ market }) => market)
}

function readUnasked(
  context: Context,
  markets: readonly string[],
  after: SearchCursor | null,
): Promise<Searching[]> {
  const isAsked = sql`exists (select 1 from offers o where o.booking_id = ${bookings.id} and o.state in ('open', 'accepted', 'forward', 'queued'))`
  const isPast =
    after &&
    sql`(${bookings.searchStartedAt}, ${bookings.id}) > (${after.startedAt.toISOString()}::timestamptz, ${after.id}::uuid)`
  return context.db
    .select()
    .from(bookings)
    .where(
      and(
        eq(bookings.state, 'searching'),
        inArray(bookings.market, [...markets]),
        sql`not ${isAsked}`,
        isPast ?? undefined,
      ),
    )
    .orderBy(asc(bookings.searchStartedAt), asc(bookings.id))
    .limit(BATCH_MAX)
}

/** Who is not asked, by booking: those who hold an offer now, and those who have passed on this booking before. */
async function readExcluded(context: Context, open: readonly Searching[]) {
  const asked = await context.db
    .select({ driverId: offers.driverId })
    .from(offers)
    .where(inArray(offers.state, ['open', 'forward', 'queued']))
  const ids = open.map(({ id }) => id)
  const hasPassed = inArray(offers.state, ['declined', 'expired', 'released'])
  const passed = await context.db
    .select({ bookingId: offers.bookingId, driverId: offers.driverId, state: offers.state })
    .from(offers)
    .where(and(inArray(offers.bookingId, ids), hasPassed))
  const passedOn = Map.groupBy(passed, ({ bookingId }) => bookingId)
  const held = asked.map(({ driverId }) => [driverId, 'has_open_offer'] as const)
  return (bookingId: string): ReadonlyMap<string, string> => {
    const before = passedOn.get(bookingId) ?? []
    return new Map([...held, ...before.map(({ driverId, state }) => [driverId, `${state}_before`] as const)])
  }
}
