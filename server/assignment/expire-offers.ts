import { and, asc, eq, exists, inArray, lte, or, sql } from 'drizzle-orm'
import { drivers, type OfferState, offers } from '../../db/schema/index.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { broadcastDriver, broadcastOffers } from './broadcast-changes.ts'
import { countReliability } from './count-reliability.ts'
import { ASKED_STATES } from './offer-states.ts'

/** Offers that one tick ends; the next ends the rest. */
const EXPIRIES_MAX = 500
/** How long a booking waits for a driver who should have been free by now. */
const LATENESS_MAX_MS = 600_000

/**
 * Ends the offers whose time is over, which counts as a decision of their drivers, and releases the promises of drivers
 * who are not free long after they should have been. Drivers who are deciding right now, or in another dispatcher's hands,
 * are left to the next tick.
 */
export async function expireOffers(context: Context): Promise<void> {
  const now = context.clock.now()
  const isOverdue = and(inArray(offers.state, [...ASKED_STATES]), lte(offers.expiresAt, now))
  const freeAt = sql`${offers.createdAt} + ${offers.freeInS} * interval '1 second'`
  const lateSince = new Date(now.getTime() - LATENESS_MAX_MS).toISOString()
  const isLate = and(eq(offers.state, 'queued'), sql`${freeAt} <= ${lateSince}::timestamptz`)
  const isDue = or(isOverdue, isLate)
  const ended = await inTransaction(context, async (tx) => {
    const silent = await tx.db
      .select({ id: drivers.userId })
      .from(drivers)
      .where(
        exists(
          tx.db
            .select()
            .from(offers)
            .where(and(eq(offers.driverId, drivers.userId), isDue)),
        ),
      )
      .orderBy(asc(drivers.userId))
      .limit(EXPIRIES_MAX)
      .for('no key update', { skipLocked: true })
    const driverIds = silent.map(({ id }) => id)
    if (driverIds.length === 0) return []
    const ended = await tx.db
      .update(offers)
      .set({
        state: sql`case when ${offers.state} = 'queued' then 'released' else 'expired' end`,
        decidedAt: now,
      })
      .where(and(inArray(offers.driverId, driverIds), isDue))
      .returning()
    const decided = ended.filter(isExpired).map(({ driverId }) => driverId)
    await countReliability(tx, decided, ['expired'])
    return ended
  })
  if (ended.length === 0) return
  context.metrics.offersMade.inc({ outcome: 'expired' }, ended.filter(isExpired).length)
  broadcastOffers(context, 'withdrawn', ended)
  for (const { driverId } of ended) broadcastDriver(context, driverId)
}

const isExpired = ({ state }: { state: OfferState }) => state === 'expired'
