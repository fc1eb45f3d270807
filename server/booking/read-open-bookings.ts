import { count, inArray, min } from 'drizzle-orm'
import { bookings } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { ACTIVE_STATES } from './states.ts'

/** How many bookings are open, by state, and since when the longest of the searches has been on. */
export async function readOpenBookings({ db }: Pick<Context, 'db'>) {
  const rows = await db
    .select({ state: bookings.state, total: count(), oldest: min(bookings.searchStartedAt) })
    .from(bookings)
    .where(inArray(bookings.state, ['scheduled', 'searching', ...ACTIVE_STATES]))
    .groupBy(bookings.state)
  const byState = Object.fromEntries(rows.map(({ state, total }) => [state, total]))
  const oldestSearchAt = rows.find(({ state }) => state === 'searching')?.oldest ?? null
  return { byState, oldestSearchAt }
}
