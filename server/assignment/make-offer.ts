import { offers } from '../../db/schema/index.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { broadcastOffers } from './broadcast-changes.ts'
import { holdAvailability, holdBooking, holdDriver } from './hold-parties.ts'
import { explain, keepDecision } from './keep-decision.ts'
import type { Search } from './read-searches.ts'

/**
 * Offers a booking to a driver, with the decision that chose them, in one transaction. The index that found the driver
 * is a view that lags: what counts is read under lock. False when the booking or the driver was taken or left meanwhile.
 */
export async function makeOffer(context: Context, search: Search, driverId: string): Promise<boolean> {
  const chosen = search.candidates.find((candidate) => candidate.driverId === driverId)
  if (!chosen) throw new Error(`driver ${driverId} was matched without having been a candidate`)
  const bookingId = search.booking.id
  const offer = await inTransaction(context, async (tx) => {
    // Shared: a cancellation waits for us or we for it, but another dispatcher's offer fails at the index, not here.
    const { state } = await holdBooking(tx, bookingId, 'share')
    const driver = await holdDriver(tx, driverId, 'key share')
    const availability = await holdAvailability(tx, driverId, 'share')
    if (state !== 'searching' || driver?.approval !== 'approved' || availability !== 'available') return null
    const now = tx.clock.now()
    const [made] = await tx.db
      .insert(offers)
      .values({
        ...{ id: tx.newId(), bookingId, driverId, state: 'open' },
        ...{ pickupDistanceM: chosen.distanceM, pickupEtaS: chosen.etaS },
        ...{ createdAt: now, expiresAt: new Date(now.getTime() + tx.config.offerTtlMs) },
      })
      .onConflictDoNothing()
      .returning()
    if (!made) return null
    await keepDecision(tx, {
      ...{ bookingId, offerId: made.id, chosenDriverId: driverId, kind: 'matched' },
      ...explain(tx, search),
    })
    return made
  })
  if (!offer) return false
  context.metrics.offersMade.inc({ outcome: 'made' })
  broadcastOffers(context, 'made', [offer])
  return true
}
