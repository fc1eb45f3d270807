import { and, eq, inArray } from 'drizzle-orm'
import type { DecisionCandidate } from '../../db/schema/assignment.ts'
import { bookings, drivers, offers } from '../../db/schema/index.ts'
import { unfitness } from '../admin/why-unfit.ts'
import { ACTIVE_STATES, isFinishing } from '../booking/states.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { broadcastOffers } from './broadcast-changes.ts'
import { countReliability } from './count-reliability.ts'
import { holdAvailability, holdBooking, holdDriver } from './hold-parties.ts'
import { explain, keepDecision } from './keep-decision.ts'
import { NEXT_STATES } from './offer-states.ts'
import type { Search } from './read-searches.ts'

/**
 * Offers a booking to a driver, with the decision that chose them, in one transaction; to one who was chosen while on a
 * haul, for after it. The index that found the driver is a view that lags: what counts is read under lock. False when the
 * booking or the driver was taken or left meanwhile.
 */
export async function makeOffer(context: Context, search: Search, driverId: string): Promise<boolean> {
  const chosen = search.candidates.find((candidate) => candidate.driverId === driverId)
  if (!chosen) throw new Error(`driver ${driverId} was matched without having been a candidate`)
  const bookingId = search.booking.id
  const offer = await inTransaction(context, async (tx) => {
    // Shared: a cancellation waits for us or we for it, but another dispatcher's offer fails at the index, not here.
    const { state } = await holdBooking(tx, bookingId, 'share')
    // No index keeps who is asked ahead from taking something else at the same time: the lock of the driver does.
    const isAhead = chosen.freeInS !== undefined
    const driver = await holdDriver(tx, driverId, isAhead ? 'no key update' : 'key share')
    const availability = await holdAvailability(tx, driverId, 'share')
    if (state !== 'searching' || driver?.approval !== 'approved' || availability !== 'available') return null
    const terms = await readTerms(tx, chosen)
    if (!terms) return null
    const now = tx.clock.now()
    const [made] = await tx.db
      .insert(offers)
      .values({
        ...{ id: tx.newId(), bookingId, driverId, pickupDistanceM: chosen.distanceM, ...terms },
        ...{ createdAt: now, expiresAt: new Date(now.getTime() + tx.config.offerTtlMs) },
      })
      .onConflictDoNothing()
      .returning()
    if (!made) return null
    await keepDecision(tx, {
      ...{ bookingId, offerId: made.id, chosenDriverId: driverId, kind: 'matched' },
      ...explain(tx, search),
    })
    await countReliability(tx, [driverId], ['offered'])
    return made
  })
  if (!offer) return false
  context.metrics.offersMade.inc({ outcome: 'made' })
  broadcastOffers(context, 'made', [offer])
  return true
}

/**
 * Whether the held driver is asked for now or for after the haul at hand, and when they would be there; null when
 * another booking comes next already, when the haul at hand is one that dispatch did not know of, or when they are not fit
 * any more.
 */
async function readTerms(tx: Context, { driverId, etaS, freeInS }: DecisionCandidate) {
  const isAtHand = and(eq(bookings.driverId, drivers.userId), inArray(bookings.state, [...ACTIVE_STATES]))
  const isComing = and(eq(offers.driverId, drivers.userId), inArray(offers.state, [...NEXT_STATES]))
  const [held] = await tx.db
    .select({ haulState: bookings.state, nextOfferId: offers.id, unfit: unfitness(tx.clock.now()) })
    .from(drivers)
    .leftJoin(bookings, isAtHand)
    .leftJoin(offers, isComing)
    .where(eq(drivers.userId, driverId))
  if (!held || held.nextOfferId || held.unfit) return null
  if (!held.haulState) return { state: 'open', pickupEtaS: etaS - (freeInS ?? 0) } as const
  if (freeInS === undefined || !isFinishing(held.haulState)) return null
  return { state: 'forward', pickupEtaS: etaS, freeInS } as const
}
