import { and, desc, eq, inArray, isNotNull, lt, lte, or, sql } from 'drizzle-orm'
import { bookings, customerReputations } from '../../db/schema/index.ts'
import { type IdPage, rowsToRead, toPage } from '../admin/page.ts'
import type { Context } from '../platform/context.ts'
import { RATING_WINDOW_MS } from './reveal-ratings.ts'

/** What customers said of a driver, newest booking first. */
export async function listRatingsOfDriver({ db }: Context, page: IdPage & { driverId: string }) {
  const { driverId, cursor } = page
  const rows = await db
    .select()
    .from(bookings)
    .where(
      and(
        eq(bookings.driverId, driverId),
        isNotNull(bookings.ratingStars),
        cursor ? lt(bookings.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(bookings.id))
    .limit(rowsToRead(page))
  return toPage(rows, page, (row) => ({
    bookingId: row.id,
    byId: row.customerId,
    stars: row.ratingStars as number,
    comment: row.ratingComment,
    completedAt: (row.completedAt as Date).toISOString(),
  }))
}

/** What drivers said of a customer, newest booking first. */
export async function listRatingsOfCustomer({ db }: Context, page: IdPage & { customerId: string }) {
  const { customerId, cursor } = page
  const rows = await db
    .select()
    .from(bookings)
    .where(
      and(
        eq(bookings.customerId, customerId),
        isNotNull(bookings.customerRatingStars),
        cursor ? lt(bookings.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(bookings.id))
    .limit(rowsToRead(page))
  return toPage(rows, page, (row) => ({
    bookingId: row.id,
    byId: row.driverId as string,
    stars: row.customerRatingStars as number,
    comment: row.customerRatingComment,
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
