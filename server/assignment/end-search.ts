import { and, eq, inArray } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import { moveBooking } from '../booking/move-booking.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { holdBooking } from './hold-parties.ts'
import { explain, keepDecision } from './keep-decision.ts'
import type { Search } from './read-searches.ts'

/**
 * Ends a search that has taken too long as `unfulfilled`, and keeps its last round. Does nothing when the booking has
 * moved, or when a driver has just been asked: then the answer decides.
 */
export async function endSearch(context: Context, search: Search): Promise<void> {
  const { booking } = search
  const bookingId = booking.id
  await inTransaction(context, async (tx) => {
    const { state, version } = await holdBooking(tx, bookingId, 'update')
    if (state !== 'searching' || version !== booking.version) return
    const live = and(
      eq(offers.bookingId, bookingId),
      inArray(offers.state, ['open', 'accepted', 'forward', 'queued']),
    )
    const [asked] = await tx.db.select({ id: offers.id }).from(offers).where(live)
    if (asked) return
    await moveBooking(tx, { bookingId, to: 'unfulfilled' })
    await keepDecision(tx, { bookingId, kind: 'unmatched', ...explain(tx, search) })
  })
}
