import { and, eq, gte, lt, sql } from 'drizzle-orm'
import { bookings } from '../../db/schema/index.ts'
import { assertPeriod } from '../platform/assert-period.ts'
import { actorId, type Context } from '../platform/context.ts'

const PERIOD_MAX_DAYS = 366

/** The driver's completed hauls from `from` until before `to`, and their fares by currency. @throws DomainError period_invalid. */
export async function readEarnings(context: Context, { from, to }: { from: Date; to: Date }) {
  assertPeriod({ from, to }, PERIOD_MAX_DAYS)
  const mine = and(
    eq(bookings.driverId, actorId(context)),
    gte(bookings.completedAt, from),
    lt(bookings.completedAt, to),
  )
  const rows = await context.db
    .select({
      currency: bookings.currency,
      amount: sql<number>`sum(${bookings.priceMinor})::float8`,
      trips: sql<number>`count(*)::int`,
    })
    .from(bookings)
    .where(and(mine, eq(bookings.state, 'completed')))
    .groupBy(bookings.currency)
  return {
    trips: rows.reduce((sum, row) => sum + row.trips, 0),
    totals: rows.map(({ amount, currency }) => ({ amount, currency })),
  }
}
