import { and, eq } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/**
 * Ends the accepted offer of a booking that leaves its driver, so that both are free for other offers: `fulfilled` after a
 * haul, `released` when the driver dropped out (and is not asked again), `withdrawn` when the booking was cancelled.
 * Runs in the caller's transaction; the caller passes the driver to `broadcastDriver` after its commit.
 */
export async function releaseDriver(
  context: Context,
  { bookingId, outcome }: { bookingId: string; outcome: 'fulfilled' | 'released' | 'withdrawn' },
): Promise<void> {
  await context.db
    .update(offers)
    .set({ state: outcome, decidedAt: context.clock.now() })
    .where(and(eq(offers.bookingId, bookingId), eq(offers.state, 'accepted')))
}
