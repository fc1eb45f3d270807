import { and, asc, eq, inArray, or, sql } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { PENDING_STATES } from './offer-states.ts'

/**
 * Takes back what a driver, and what is asked for a booking, has pending; `states` narrows it. A driver who had said that
 * they would come and goes on to do something else has released it, and is not asked for it again. Runs in the caller's
 * transaction; the caller passes the result to `broadcastOffers` after its commit.
 */
export async function withdrawOffers(
  context: Context,
  {
    driverId,
    bookingId,
    states = PENDING_STATES,
  }: { driverId?: string; bookingId?: string; states?: readonly (typeof PENDING_STATES)[number][] },
) {
  const pending = await context.db
    .select({ id: offers.id })
    .from(offers)
    .where(
      and(
        inArray(offers.state, [...states]),
        or(
          driverId ? eq(offers.driverId, driverId) : undefined,
          bookingId ? eq(offers.bookingId, bookingId) : undefined,
        ),
      ),
    )
    // Two who each withdraw the other's offer would wait in a circle if either began at the other end.
    .orderBy(asc(offers.id))
    .for('update')
  if (pending.length === 0) return []
  const isOfBooking = bookingId ? eq(offers.bookingId, bookingId) : sql`false`
  return context.db
    .update(offers)
    .set({
      state: sql`case when ${offers.state} = 'queued' and not ${isOfBooking} then 'released' else 'withdrawn' end`,
      decidedAt: context.clock.now(),
    })
    .where(
      inArray(
        offers.id,
        pending.map(({ id }) => id),
      ),
    )
    .returning({ id: offers.id, driverId: offers.driverId, bookingId: offers.bookingId })
}
