import { asc, eq, gt, sql } from 'drizzle-orm'
import { analyticsState, dutyPeriods, quoteFacts } from '../../db/schema/index.ts'
import { type Pickup, readPickupsAfter } from '../booking/read-pickups.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { countBookings } from './count-bookings.ts'
import { countDuty } from './count-duty.ts'
import { countQuotes } from './count-quotes.ts'
import { type AnalyticsState, holdRollups, readAnalyticsState } from './hold-rollups.ts'

/** Of a step, which is a transaction: consumers wait for it. */
const BOOKINGS_MAX = 5_000
const QUOTES_MAX = 20_000
const DRIVERS_MAX = 500
const REMOVED_MAX = 20_000

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
  for (;;) {
    const step = await inTransaction(context, (tx) => takeStep(tx, bookingsMax))
    if (step === 'done') break
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
  const { generation, nextGeneration } = state
  if (nextGeneration === null) return 'done'
  const pickups = await readPickupsAfter(tx, { after: state.bookingsUntil, limit: bookingsMax })
  if (pickups.length > 0) return countPickups(tx, pickups, { generation, nextGeneration })
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

/** What had been counted of them wrongly is put right in the generation that is read as well. */
async function countPickups(
  tx: Context,
  pickups: readonly Pickup[],
  { generation, nextGeneration }: { generation: number; nextGeneration: number },
): Promise<Step> {
  await countBookings(tx, pickups, { add: [generation, nextGeneration], take: [generation] })
  await keep(tx, { bookingsUntil: (pickups.at(-1) as Pickup).id })
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
