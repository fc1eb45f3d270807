import { and, asc, eq, lte, sql } from 'drizzle-orm'
import { bookings } from '../../db/schema/index.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { forEachBooking } from './for-each-booking.ts'
import { moveBooking } from './move-booking.ts'

/** The pickup of a scheduled booking is searched for this long ahead. */
export const SEARCH_AHEAD_MS = 20 * 60_000
const PAGE_MAX = 500

type Due = { bookingId: string; expectedVersion: number; scheduledFor: Date | null }

/** Starts the search of every scheduled booking whose time has come, be it many at a full hour; the version makes it happen once. */
export async function startScheduledSearches(context: Context): Promise<void> {
  for (let last: Due | undefined; ; ) {
    const page = await readDue(context, last)
    await forEachBooking(context, page, {
      idOf: ({ bookingId }) => bookingId,
      work: ({ bookingId, expectedVersion }) => {
        const set = { searchStartedAt: context.clock.now() }
        return inTransaction(context, (tx) =>
          moveBooking(tx, { bookingId, expectedVersion, to: 'searching', set }),
        )
      },
    })
    if (page.length < PAGE_MAX) return
    last = page.at(-1)
  }
}

function readDue({ db, clock }: Context, last: Due | undefined): Promise<Due[]> {
  const { id, state, version, scheduledFor } = bookings
  const isDue = lte(scheduledFor, new Date(clock.now().getTime() + SEARCH_AHEAD_MS))
  const isPast =
    last &&
    sql`(${scheduledFor}, ${id}) > (${last.scheduledFor?.toISOString()}::timestamptz, ${last.bookingId}::uuid)`
  return db
    .select({ bookingId: id, expectedVersion: version, scheduledFor })
    .from(bookings)
    .where(and(eq(state, 'scheduled'), isDue, isPast))
    .orderBy(asc(scheduledFor), asc(id))
    .limit(PAGE_MAX)
}
