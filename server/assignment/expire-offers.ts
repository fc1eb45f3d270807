import { and, asc, eq, exists, inArray, lte, sql } from 'drizzle-orm'
import { drivers, offers } from '../../db/schema/index.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { broadcastDriver, broadcastOffers } from './broadcast-changes.ts'

/** Offers that one tick ends; the next ends the rest. */
const EXPIRIES_MAX = 500

/**
 * Ends the offers whose time is over, which counts as a decision of their drivers. Drivers who are deciding right now,
 * or in another dispatcher's hands, are left to the next tick.
 */
export async function expireOffers(context: Context): Promise<void> {
  const now = context.clock.now()
  const isDue = and(eq(offers.state, 'open'), lte(offers.expiresAt, now))
  const expired = await inTransaction(context, async (tx) => {
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
    const expired = await tx.db
      .update(offers)
      .set({ state: 'expired', decidedAt: now })
      .where(and(inArray(offers.driverId, driverIds), isDue))
      .returning()
    const decided = expired.map(({ driverId }) => driverId)
    await tx.db
      .update(drivers)
      .set({ offersDecided: sql`${drivers.offersDecided} + 1` })
      .where(inArray(drivers.userId, decided))
    return expired
  })
  if (expired.length === 0) return
  context.metrics.offersMade.inc({ outcome: 'expired' }, expired.length)
  broadcastOffers(context, 'withdrawn', expired)
  for (const { driverId } of expired) broadcastDriver(context, driverId)
}
