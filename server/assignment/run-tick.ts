/*
 * One tick of dispatch over every market: overdue offers expire, searches that took too long end, the rest is matched as
 * one batch and offered. Any number of processes may tick at once: the partial unique indexes on live offers decide.
 */
import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { DecisionCandidate } from '../../db/schema/assignment.ts'
import { bookings, dispatchDecisions, offers } from '../../db/schema/index.ts'
import { moveBooking } from '../booking/move-booking.ts'
import { DomainError } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { solarHour } from '../tracking/geo.ts'
import { broadcastOffers } from './broadcast-changes.ts'
import { findCandidates } from './find-candidates.ts'
import { matchBatch } from './match-batch.ts'

const BATCH_MAX = 500
/** The search starts at 3 km and has grown to 15 km after three minutes. */
const RADIUS_START_M = 3_000
const RADIUS_END_M = 15_000
const RADIUS_GROWTH_M_PER_S = (RADIUS_END_M - RADIUS_START_M) / 180
/** What it costs to leave a booking unmatched, and how that grows while it waits. */
const UNMATCHED_COST_S = 3_600
const UNMATCHED_COST_PER_WAITED_S = 10

type Searching = typeof bookings.$inferSelect
type Search = { booking: Searching; radiusM: number; waitedS: number; candidates: DecisionCandidate[] }

/** Runs one tick. Returns how many offers it made. */
export async function runTick(context: Context): Promise<number> {
  const endTimer = context.metrics.tickSeconds.startTimer()
  await expireOffers(context)
  const open = await readOpenBookings(context)
  const searches = await startSearches(context, open)
  const made = await offerMatches(context, searches)
  endTimer()
  return made
}

async function expireOffers(context: Context): Promise<void> {
  const expired = await context.db
    .update(offers)
    .set({ state: 'expired', decidedAt: context.clock.now() })
    .where(and(eq(offers.state, 'open'), lte(offers.expiresAt, context.clock.now())))
    .returning()
  if (expired.length > 0) context.metrics.offersMade.inc({ outcome: 'expired' }, expired.length)
  broadcastOffers(context, 'withdrawn', expired)
}

function readOpenBookings(context: Context): Promise<Searching[]> {
  const hasLiveOffer = sql`exists (select 1 from offers o where o.booking_id = ${bookings.id} and o.state in ('open', 'accepted'))`
  return context.db
    .select()
    .from(bookings)
    .where(and(eq(bookings.state, 'searching'), sql`not ${hasLiveOffer}`))
    .orderBy(asc(bookings.searchStartedAt))
    .limit(BATCH_MAX)
}

async function startSearches(context: Context, open: Searching[]): Promise<Search[]> {
  if (open.length === 0) return []
  const nowMs = context.clock.now().getTime()
  const excludedFor = await readExcluded(
    context,
    open.map((booking) => booking.id),
  )
  const busy = await context.db
    .select({ driverId: offers.driverId })
    .from(offers)
    .where(eq(offers.state, 'open'))
  const searches: Search[] = []
  for (const booking of open) {
    const waitedS = (nowMs - (booking.searchStartedAt ?? booking.createdAt).getTime()) / 1_000
    if (waitedS * 1_000 > context.config.searchTimeoutMs) {
      await giveUp(context, booking)
      continue
    }
    const radiusM = Math.min(RADIUS_END_M, RADIUS_START_M + waitedS * RADIUS_GROWTH_M_PER_S)
    const excluded = new Map(busy.map(({ driverId }) => [driverId, 'has_open_offer']))
    for (const [driverId, gate] of excludedFor.get(booking.id) ?? []) excluded.set(driverId, gate)
    const candidates = findCandidates(context, booking, {
      radiusM,
      hour: solarHour(booking.pickup.lng, context.clock.now()),
      excluded,
    })
    searches.push({ booking, radiusM, waitedS, candidates })
  }
  return searches
}

async function readExcluded(
  context: Context,
  bookingIds: string[],
): Promise<Map<string, Map<string, string>>> {
  const rows = await context.db
    .select({ bookingId: offers.bookingId, driverId: offers.driverId, state: offers.state })
    .from(offers)
    .where(
      and(inArray(offers.bookingId, bookingIds), inArray(offers.state, ['declined', 'expired', 'released'])),
    )
  const excluded = new Map<string, Map<string, string>>()
  for (const { bookingId, driverId, state } of rows) {
    const drivers = excluded.get(bookingId) ?? new Map<string, string>()
    excluded.set(bookingId, drivers.set(driverId, `${state}_before`))
  }
  return excluded
}

async function giveUp(context: Context, booking: Searching): Promise<void> {
  try {
    await inTransaction(context, (tx) =>
      moveBooking(tx, { bookingId: booking.id, to: 'unfulfilled', expectedVersion: booking.version }),
    )
  } catch (error) {
    // Somebody else moved it first, which is as good.
    if (!(error instanceof DomainError && error.kind === 'conflict')) throw error
  }
}

async function offerMatches(context: Context, searches: Search[]): Promise<number> {
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
  const byBooking = new Map(searches.map((search) => [search.booking.id, search]))
  let made = 0
  for (const { bookingId, driverId } of matchBatch(edges, unmatchedCostS)) {
    if (await makeOffer(context, byBooking.get(bookingId) as Search, driverId)) made++
  }
  return made
}

/** One offer with its decision, in one transaction; false when the booking or the driver was taken meanwhile. */
async function makeOffer(context: Context, search: Search, driverId: string): Promise<boolean> {
  const chosen = search.candidates.find((candidate) => candidate.driverId === driverId) as DecisionCandidate
  const now = context.clock.now()
  const offer = await inTransaction(context, async (tx) => {
    // The lock keeps a cancellation from slipping in between the check of the state and the offer.
    const [booking] = await tx.db
      .select({ state: bookings.state })
      .from(bookings)
      .where(eq(bookings.id, search.booking.id))
      .for('share')
    if (booking?.state !== 'searching') return null
    const [made] = await tx.db
      .insert(offers)
      .values({
        id: tx.newId(),
        bookingId: search.booking.id,
        driverId,
        state: 'open',
        pickupDistanceM: chosen.distanceM,
        pickupEtaS: chosen.etaS,
        createdAt: now,
        expiresAt: new Date(now.getTime() + tx.config.offerTtlMs),
      })
      .onConflictDoNothing()
      .returning()
    if (!made) return null
    await tx.db.insert(dispatchDecisions).values({
      id: tx.newId(),
      bookingId: search.booking.id,
      offerId: made.id,
      chosenDriverId: driverId,
      kind: 'matched',
      radiusM: search.radiusM,
      candidates: search.candidates,
      decidedAt: now,
    })
    return made
  })
  if (!offer) return false
  context.metrics.offersMade.inc({ outcome: 'made' })
  broadcastOffers(context, 'made', [offer])
  return true
}
