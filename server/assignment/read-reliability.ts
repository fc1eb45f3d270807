import { and, asc, eq, gte } from 'drizzle-orm'
import { driverReliabilityDays } from '../../db/schema/index.ts'
import { readDriver } from '../admin/read-driver.ts'
import { readRevealedMean } from '../booking/read-ratings.ts'
import type { Context } from '../platform/context.ts'
import { COUNTED, type Counted } from './count-reliability.ts'
import { expectedRates, RELIABILITY_WINDOW_DAYS, windowStart } from './expected-rates.ts'

/**
 * How far a driver could be relied on in the window: counts in all and by UTC day, the plain rates (null before the first
 * offer or haul) and those that matching expects. Drivers are told the mean of the ratings that they may know of.
 * @throws DomainError not_found.
 */
export async function readReliability(context: Context, driverId: string) {
  const { driver } = await readDriver(context, driverId)
  const rows = await context.db
    .select()
    .from(driverReliabilityDays)
    .where(
      and(
        eq(driverReliabilityDays.driverId, driverId),
        gte(driverReliabilityDays.day, windowStart(context.clock.now())),
      ),
    )
    .orderBy(asc(driverReliabilityDays.day))
  const counts = Object.fromEntries(
    COUNTED.map((what) => [what, rows.reduce((sum, row) => sum + row[what], 0)]),
  ) as Record<Counted, number>
  const { accepted, assigned, droppedOut } = counts
  const decided = accepted + counts.declined + counts.expired
  const { ratingSum, ratingCount } = driver
  const known = { ratingAvg: ratingCount > 0 ? ratingSum / ratingCount : null, ratingCount }
  return {
    windowDays: RELIABILITY_WINDOW_DAYS,
    ...counts,
    acceptanceRate: decided > 0 ? accepted / decided : null,
    dropOutRate: assigned > 0 ? Math.min(1, droppedOut / assigned) : null,
    expected: expectedRates({ accepted, decided, assigned, droppedOut }),
    ...(context.actor.role === 'driver' ? await readRevealedMean(context, driverId) : known),
    days: rows.map(({ driverId: _, ...day }) => day),
  }
}
