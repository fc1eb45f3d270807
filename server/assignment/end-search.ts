import { and, eq, inArray } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import { moveBooking } from '../booking/move-booking.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { holdBooking } from './hold-parties.ts'
import { explain, keepDecision } from './keep-decision.ts'
import { LIVE_STATES } from './offer-states.ts'
import type { Search } from './read-searches.ts'

/**
 * Ends a search that has taken too long as `unfulfilled`, and keeps its last round. Does nothing when the booking has
 * moved, or when a driver has just been asked, or has promised to come next: then that decides.
 */
export async function endSearch(context: Context, search: Search): Promise<void> {
  const { booking } = search
  const bookingId = booking.id
  await inTransaction(context, async (tx) => {
    const { state, version } = await holdBooking(tx, bookingId, 'update')
    if (state !== 'searching' || version !== booking.version) return
    const live = and(eq(offers.bookingId, bookingId), inArray(offers.state, [...LIVE_STATES]))
    const [asked] = await tx.db.select({ id: offers.id }).from(offers).where(live)
    if (asked) return
    await moveBooking(tx, { bookingId, to: 'unfulfilled' })
    await keepDecision(tx, { bookingId, kind: 'unmatched', ...explain(tx, search) })
  })
}
