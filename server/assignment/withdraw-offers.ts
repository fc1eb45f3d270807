import { and, asc, eq, inArray, or } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/**
 * Takes back the open offers of a driver and of a booking. Runs in the caller's transaction; the caller passes the
 * result to `broadcastOffers` after its commit.
 */
export async function withdrawOffers(
  context: Context,
  { driverId, bookingId }: { driverId?: string; bookingId?: string },
) {
  const open = await context.db
    .select({ id: offers.id })
    .from(offers)
    .where(
      and(
        eq(offers.state, 'open'),
        or(
          driverId ? eq(offers.driverId, driverId) : undefined,
          bookingId ? eq(offers.bookingId, bookingId) : undefined,
        ),
      ),
    )
    // Two who each withdraw the other's offer would wait in a circle if either began at the other end.
    .orderBy(asc(offers.id))
    .for('update')
  if (open.length === 0) return []
  return context.db
    .update(offers)
    .set({ state: 'withdrawn', decidedAt: context.clock.now() })
    .where(
      inArray(
        offers.id,
        open.map(({ id }) => id),
      ),
    )
    .returning({ id: offers.id, driverId: offers.driverId, bookingId: offers.bookingId })
}
