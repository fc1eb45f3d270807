import { and, asc, eq, lte } from 'drizzle-orm'
import { bookings } from '../../db/schema/index.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { moveBooking } from './move-booking.ts'
import { unlessMovedMeanwhile } from './unless-moved-meanwhile.ts'

/** The pickup of a scheduled booking is searched for this long ahead. */
export const SEARCH_AHEAD_MS = 20 * 60_000
const SWEEP_MAX = 200

/** Starts the search of scheduled bookings whose time has come; the version check makes it happen once. */
export async function startScheduledSearches(context: Context): Promise<void> {
  const now = context.clock.now()
  const isDue = lte(bookings.scheduledFor, new Date(now.getTime() + SEARCH_AHEAD_MS))
  const rows = await context.db
    .select({ bookingId: bookings.id, expectedVersion: bookings.version })
    .from(bookings)
    .where(and(eq(bookings.state, 'scheduled'), isDue))
    .orderBy(asc(bookings.scheduledFor))
    .limit(SWEEP_MAX)
  for (const row of rows) {
    const move = { ...row, to: 'searching', set: { searchStartedAt: now } } as const
    await unlessMovedMeanwhile(() => inTransaction(context, (tx) => moveBooking(tx, move)))
  }
}
