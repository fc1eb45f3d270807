import { asc, between, eq, gt, sql } from 'drizzle-orm'
import { analyticsState, bookingFacts, dutyPeriods, quoteFacts } from '../../db/schema/index.ts'
import { type Pickup, readPickupsAfter } from '../booking/read-pickups.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { countBookings } from './count-bookings.ts'
import { countDuty } from './count-duty.ts'
import { countQuotes } from './count-quotes.ts'
import { type AnalyticsState, holdRollups, readAnalyticsState } from './hold-rollups.ts'

/**
 * Of a step, which is a transaction. The more bookings it counts, the fewer rows of the longer spans are written again, but
 * consumers wait for it: a step begins small, and the next is longer or shorter by how long it took.
 */
const BOOKINGS_MAX = 50_000
const BOOKINGS_FIRST = 2_000
const STEP_SHORT_MS = 2_000
const STEP_LONG_MS = 6_000
const QUOTES_MAX = 50_000
const DRIVERS_MAX = 500
const REMOVED_MAX = 20_000
const DAY_MS = 86_400_000

const GENERATIONS_OF = [
  'booking_rollups',
  'wait_rollups',
  'quote_rollups',
  'cell_rollups',
  'driver_rollups',
  'duty_rollups',
]

/** How much has been counted anew, by now and by this call. */
export type Progress = { bookings: number; quotes: number; drivers: number }
type Step = Partial<Progress> | 'done'

/**
 * Counts everything anew: bookings from their histories, quotes and duty from what is kept of them. Readers have the rollups
 * as they were until all of it is done, and then the new ones at once; events are counted meanwhile, and are in both. A call that was
 * cut off is gone on with by the next, and several at once share the work.
 */
export async function rebuildRollups(
  context: Context,
  onProgress: (progress: Progress) => void = () => {},
  bookingsMax = BOOKINGS_MAX,
): Promise<Progress> {
  const progress: Progress = { bookings: 0, quotes: 0, drivers: 0 }
  await inTransaction(context, begin)
  let limit = Math.min(BOOKINGS_FIRST, bookingsMax)
  for (;;) {
    const startedMs = context.clock.now().getTime()
    const step = await inTransaction(context, (tx) => takeStep(tx, limit))
    if (step === 'done') break
    const tookMs = context.clock.now().getTime() - startedMs
    if (tookMs < STEP_SHORT_MS) limit = Math.min(2 * limit, bookingsMax)
    if (tookMs > STEP_LONG_MS) limit = Math.ceil(limit / 2)
    progress.bookings += step.bookings ?? 0
    progress.quotes += step.quotes ?? 0
    progress.drivers += step.drivers ?? 0
    onProgress(progress)
  }
  await removeOldGenerations(context)
  return progress
}

const NOWHERE = { bookingsUntil: null, quotesUntil: null, dutyUntil: null }

async function begin(tx: Context): Promise<void> {
  const state = await holdRollups(tx)
  if (state.nextGeneration !== null) return
  const next = { ...state, nextGeneration: state.generation + 1 }
  await tx.db.insert(analyticsState).values(next).onConflictDoUpdate({ target: analyticsState.id, set: next })
}

/** Counts the next of what is left, or makes the new generation the one that is read when nothing is. */
async function takeStep(tx: Context, bookingsMax: number): Promise<Step> {
  const state = await holdRollups(tx)
  const { nextGeneration } = state
  if (nextGeneration === null) return 'done'
  // Sums of so many rows are made in memory.
  await tx.db.execute(sql`set local work_mem = '128MB'`)
  const pickups = await readPickupsAfter(tx, { after: state.bookingsUntil, limit: bookingsMax })
  if (pickups.length > 0) return countPickups(tx, pickups, { ...state, nextGeneration })
  const quotes = await tx.db
    .select({ id: quoteFacts.quoteId })
    .from(quoteFacts)
    .where(state.quotesUntil === null ? undefined : gt(quoteFacts.quoteId, state.quotesUntil))
    .orderBy(asc(quoteFacts.quoteId))
    .limit(QUOTES_MAX)
  if (quotes.length > 0) {
    const ids = quotes.map(({ id }) => id)
    await countQuotes(tx, ids, [nextGeneration])
    await keep(tx, { quotesUntil: ids.at(-1) as string })
    return { quotes: ids.length }
  }
  const drivers = await tx.db
    .selectDistinct({ id: dutyPeriods.driverId })
    .from(dutyPeriods)
    .where(state.dutyUntil === null ? undefined : gt(dutyPeriods.driverId, state.dutyUntil))
    .orderBy(asc(dutyPeriods.driverId))
    .limit(DRIVERS_MAX)
  if (drivers.length > 0) {
    const ids = drivers.map(({ id }) => id)
    await countDuty(tx, ids, [nextGeneration])
    await keep(tx, { dutyUntil: ids.at(-1) as string })
    return { drivers: ids.length }
  }
  await keep(tx, { generation: nextGeneration, nextGeneration: null, ...NOWHERE })
  return 'done'
}

/**
 * What had been counted of them wrongly, or is to be told yet, is put right in the generation that is read as well. Those of
 * before the log are added to the next alone.
 */
async function countPickups(
  tx: Context,
  pickups: readonly Pickup[],
  { generation, nextGeneration }: { generation: number; nextGeneration: number },
): Promise<Step> {
  const [first, last] = [pickups[0], pickups.at(-1)] as [Pickup, Pickup]
  const counted = await tx.db
    .select({ id: bookingFacts.bookingId })
    .from(bookingFacts)
    .where(between(bookingFacts.bookingId, first.id, last.id))
  const isCounted = new Set(counted.map(({ id }) => id))
  // Of a booking that is older than the log, and was never counted, its making is not to be told any more.
  const toldSinceMs = tx.clock.now().getTime() - (tx.config.eventRetentionDays + 1) * DAY_MS
  const { read = [], old = [] } = Object.groupBy(pickups, ({ id, createdAt }) =>
    isCounted.has(id) || createdAt.getTime() >= toldSinceMs ? 'read' : 'old',
  )
  await countBookings(tx, read, { add: [generation, nextGeneration], take: [generation] })
  await countBookings(tx, old, { add: [nextGeneration], take: [] })
  await keep(tx, { bookingsUntil: last.id })
  return { bookings: pickups.length }
}

async function keep(tx: Context, set: Partial<AnalyticsState>): Promise<void> {
  await tx.db.update(analyticsState).set(set).where(eq(analyticsState.id, 1))
}

/** A bounded number at once, so that no transaction grows long. */
async function removeOldGenerations(context: Context): Promise<void> {
  const { generation } = await readAnalyticsState(context)
  for (const table of GENERATIONS_OF)
    for (;;) {
      const name = sql.identifier(table)
      const removed = await context.db.execute(sql`
        delete from ${name} where ctid in (
          select ctid from ${name} where generation < ${generation} limit ${REMOVED_MAX})`)
      if (removed.count === 0) break
    }
}
