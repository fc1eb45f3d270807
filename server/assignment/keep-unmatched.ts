import { and, eq, inArray, max } from 'drizzle-orm'
import { dispatchDecisions } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import { explain, keepDecisions } from './keep-decision.ts'
import type { Search } from './read-searches.ts'

/** A search without a driver ticks on; its rounds are kept at most this often, so that a long one stays readable. */
const UNMATCHED_KEPT_EVERY_MS = 15_000

/** `driverId` is the one that the booking is held for, or null. */
type Unasked = { search: Search; driverId: string | null }

/** Keeps who was looked at, and what kept them out, for bookings of which nobody was asked. */
export async function keepUnmatched(context: Context, unasked: readonly Unasked[]): Promise<void> {
  if (unasked.length === 0) return
  const { bookingId, kind, decidedAt } = dispatchDecisions
  const ids = unasked.map(({ search }) => search.booking.id)
  const kept = await context.db
    .select({ bookingId, lastAt: max(decidedAt) })
    .from(dispatchDecisions)
    .where(and(inArray(bookingId, ids), eq(kind, 'unmatched')))
    .groupBy(bookingId)
  const lastAt = new Map(kept.map((row) => [row.bookingId, row.lastAt?.getTime() ?? 0]))
  const dueMs = context.clock.now().getTime() - UNMATCHED_KEPT_EVERY_MS
  const due = unasked.filter(({ search }) => (lastAt.get(search.booking.id) ?? 0) <= dueMs)
  await keepDecisions(
    context,
    due.map(({ search, driverId }) => ({
      ...{ bookingId: search.booking.id, kind: 'unmatched', chosenDriverId: driverId },
      ...explain(context, search),
    })),
  )
}
