import { and, eq } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/**
 * Takes back the open offer of a driver, of a booking or of both. Runs in the caller's transaction; the caller passes
 * the result to `broadcastOffers` after its commit.
 */
export function withdrawOffers(
  context: Context,
  { driverId, bookingId }: { driverId?: string; bookingId?: string },
) {
  return context.db
    .update(offers)
    .set({ state: 'withdrawn', decidedAt: context.clock.now() })
    .where(
      and(
        eq(offers.state, 'open'),
        driverId ? eq(offers.driverId, driverId) : undefined,
        bookingId ? eq(offers.bookingId, bookingId) : undefined,
      ),
    )
    .returning({ id: offers.id, driverId: offers.driverId, bookingId: offers.bookingId })
}
