import { and, asc, eq, exists, inArray, lte, sql } from 'drizzle-orm'
import { bookings, commitments } from '../../db/schema/index.ts'
import { redeemCommitment } from '../assignment/commitments/redeem-commitment.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { forEachBooking } from './for-each-booking.ts'
import { recordMoves } from './record-move.ts'

const PAGE_MAX = 500
/** Bookings that are moved in one transaction. */
const STARTS_AT_ONCE = 100

type Due = {
  bookingId: string
  expectedVersion: number
  searchAt: Date
  isCommitted: boolean
}
type Asked = {
  /** Those of some bookings; of all, without. */
  bookingIds?: readonly string[]
  /** Only what has been due for so long. */
  overdueMs?: number
}

/**
 * Starts the search of every scheduled booking whose time has come by this process's clock, be it many at a full hour, or
 * gives it to the driver who has promised to come. The version makes it happen once, whoever else does the same.
 */
export async function startScheduledSearches(context: Context, asked: Asked = {}): Promise<void> {
  for (let last: Due | undefined; ; ) {
    const page = await readDue(context, asked, last)
    const open = page.filter(({ isCommitted }) => !isCommitted)
    for (let from = 0; from < open.length; from += STARTS_AT_ONCE)
      await startSome(context, open.slice(from, from + STARTS_AT_ONCE))
    await forEachBooking(
      context,
      page.filter(({ isCommitted }) => isCommitted),
      { idOf, work: ({ bookingId }) => redeemCommitment(context, bookingId) },
    )
    if (page.length < PAGE_MAX) return
    last = page.at(-1)
  }
}

/** All in one transaction; one that cannot be moved must not keep the others waiting, so after a failure each has its own. */
async function startSome(context: Context, due: readonly Due[]): Promise<void> {
  const start = (some: readonly Due[]) => inTransaction(context, (tx) => startSearches(tx, some))
  try {
    await start(due)
  } catch (error) {
    context.log.warn({ err: error, bookings: due.length }, 'searches are started one by one')
    await forEachBooking(context, due, { idOf, work: (each) => start([each]) })
  }
}

/** Whoever holds one of them is moving it: that is left to them, or to the next sweep. */
async function startSearches(tx: Context, due: readonly Due[]): Promise<void> {
  const seen = sql.join(
    due.map(({ bookingId, expectedVersion }) => sql`(${bookingId}::uuid, ${expectedVersion}::integer)`),
    sql`, `,
  )
  const isSeen = and(eq(bookings.state, 'scheduled'), sql`(${bookings.id}, ${bookings.version}) in (${seen})`)
  const held = await tx.db
    .select({ id: bookings.id })
    .from(bookings)
    .where(isSeen)
    .orderBy(asc(bookings.id))
    .for('update', { skipLocked: true })
  if (held.length === 0) return
  const ids = held.map(({ id }) => id)
  const now = tx.clock.now()
  const started = await tx.db
    .update(bookings)
    .set({ state: 'searching', version: sql`${bookings.version} + 1`, searchStartedAt: now, updatedAt: now })
    .where(inArray(bookings.id, ids))
    .returning()
  await recordMoves(
    tx,
    started.map((booking) => ({ booking, fromState: 'scheduled', data: {}, event: 'searching' })),
  )
  for (const { searchAt } of started)
    tx.metrics.searchStartLateness.observe(Math.max(0, now.getTime() - (searchAt ?? now).getTime()) / 1_000)
}

const idOf = ({ bookingId }: Due) => bookingId

function readDue({ db, clock }: Context, { bookingIds, overdueMs = 0 }: Asked, last: Due | undefined) {
  const { id, state, version, searchAt } = bookings
  const isDue = lte(searchAt, new Date(clock.now().getTime() - overdueMs))
  const held = db
    .select({ id: commitments.id })
    .from(commitments)
    .where(and(eq(commitments.bookingId, id), eq(commitments.state, 'held')))
  const isPast =
    last && sql`(${searchAt}, ${id}) > (${last.searchAt.toISOString()}::timestamptz, ${last.bookingId}::uuid)`
  return db
    .select({
      bookingId: id,
      expectedVersion: version,
      searchAt: sql<Date>`${searchAt}`.mapWith(searchAt),
      isCommitted: sql<boolean>`${exists(held)}`,
    })
    .from(bookings)
    .where(and(eq(state, 'scheduled'), isDue, isPast, bookingIds && inArray(id, [...bookingIds])))
    .orderBy(asc(searchAt), asc(id))
    .limit(PAGE_MAX)
}
