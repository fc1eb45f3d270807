import { and, desc, eq, inArray, isNotNull, lt, lte, or, sql } from 'drizzle-orm'
import { bookings, customerReputations } from '../../db/schema/index.ts'
import { type IdPage, rowsToRead, toPage } from '../admin/page.ts'
import type { Context } from '../platform/context.ts'
import { RATING_WINDOW_MS } from './reveal-ratings.ts'

/** What customers said of a driver, or drivers of a customer, newest booking first. */
export async function listRatings({ db }: Context, page: IdPage & { of: 'driver' | 'customer'; id: string }) {
  const { of, id, cursor } = page
  const { driverId, customerId, ratingStars, ratingComment, customerRatingStars, customerRatingComment } =
    bookings
  const [who, byId, stars, comment] =
    of === 'driver'
      ? ([driverId, customerId, ratingStars, ratingComment] as const)
      : ([customerId, driverId, customerRatingStars, customerRatingComment] as const)
  const rows = await db
    .select({ id: bookings.id, byId, stars, comment, completedAt: bookings.completedAt })
    .from(bookings)
    .where(and(eq(who, id), isNotNull(stars), cursor ? lt(bookings.id, cursor) : undefined))
    .orderBy(desc(bookings.id))
    .limit(rowsToRead(page))
  return toPage(rows, page, ({ id: bookingId, ...row }) => ({
    bookingId,
    byId: row.byId as string,
    stars: row.stars as number,
    comment: row.comment,
    completedAt: (row.completedAt as Date).toISOString(),
  }))
}

/** The mean stars of customers by drivers, of those who have any. */
export async function readReputations(
  { db }: Context,
  customerIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db
    .select()
    .from(customerReputations)
    .where(inArray(customerReputations.customerId, [...new Set(customerIds)]))
  return new Map(rows.map(({ customerId, ratingSum, ratingCount }) => [customerId, ratingSum / ratingCount]))
}

/**
 * The mean stars that a driver may know of: of hauls where both have rated or the time for it is over, so that a new mean
 * does not tell them what a customer has said just now. Null before the first.
 */
export async function readRevealedMean({ db, clock }: Context, driverId: string) {
  const overSince = new Date(clock.now().getTime() - RATING_WINDOW_MS)
  const [row] = await db
    .select({
      ratingAvg: sql<number | null>`avg(${bookings.ratingStars})::float8`,
      ratingCount: sql<number>`count(${bookings.ratingStars})::int`,
    })
    .from(bookings)
    .where(
      and(
        eq(bookings.driverId, driverId),
        or(isNotNull(bookings.customerRatingStars), lte(bookings.completedAt, overSince)),
      ),
    )
  return row ?? { ratingAvg: null, ratingCount: 0 }
}
