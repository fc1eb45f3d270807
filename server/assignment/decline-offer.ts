import { and, eq, inArray } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import { conflict, notFound } from '../errors.ts'
import { actorId, type Context, inTransaction } from '../platform/context.ts'
import { broadcastDriver, broadcastOffers } from './broadcast-changes.ts'
import { BROKEN_PROMISE, countReliability } from './count-reliability.ts'
import { holdDriver } from './hold-parties.ts'
import { ASKED_STATES } from './offer-states.ts'

/**
 * The driver passes; the booking goes to the next in the next tick, and not to this driver again. An overdue offer can
 * be declined until a tick has expired it, and a promise to come next be taken back until the haul begins, which is to drop
 * out of it.
 * @throws DomainError not_found, offer_not_open (with the offer's state).
 */
export async function declineOffer(
  context: Context,
  { offerId, reason }: { offerId: string; reason?: string },
) {
  const driverId = actorId(context)
  const mine = and(eq(offers.id, offerId), eq(offers.driverId, driverId))
  const ended = await inTransaction(context, async (tx) => {
    await holdDriver(tx, driverId, 'no key update')
    const end = { decidedAt: tx.clock.now(), declineReason: reason ?? null }
    const [offer] = await tx.db
      .update(offers)
      .set({ ...end, state: 'declined' })
      .where(and(mine, inArray(offers.state, [...ASKED_STATES])))
      .returning()
    if (offer) {
      await countReliability(tx, [driverId], ['declined'])
      return offer
    }
    // The offer was decided, and counted as such, when they said yes.
    const [promise] = await tx.db
      .update(offers)
      .set({ ...end, state: 'released' })
      .where(and(mine, eq(offers.state, 'queued')))
      .returning()
    if (promise) {
      await countReliability(tx, [driverId], BROKEN_PROMISE)
      return promise
    }
    const [existing] = await tx.db.select().from(offers).where(mine)
    if (!existing) throw notFound('offer')
    throw conflict('offer_not_open', `The offer is ${existing.state}.`, { currentState: existing.state })
  })
  if (ended.state === 'declined') context.metrics.offersMade.inc({ outcome: 'declined' })
  broadcastOffers(context, 'withdrawn', [ended])
  broadcastDriver(context, driverId)
}
