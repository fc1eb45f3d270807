import { and, desc, eq, gt, sql } from 'drizzle-orm'
import { bookings, quotes } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import type { RateCard } from '../price-haul.ts'
import type { PreviewInput } from './preview-schemas.ts'

/** A rare class must not make the search for its quotes one through all of a market's years. */
const REPLAY_DAYS = 30
const DAY_MS = 86_400_000

type Replay = NonNullable<PreviewInput['replay']>

/** The latest quotes of the card's market and class, or those that were booked, newest first; at most `count`. */
export function readReplay(
  { db, clock }: Context,
  { market, vehicleClass }: Pick<RateCard, 'market' | 'vehicleClass'>,
  { of, count }: Replay,
) {
  const since = new Date(clock.now().getTime() - REPLAY_DAYS * DAY_MS)
  const found = db
    .select({
      quoteId: quotes.id,
      bookingId: bookings.id,
      priceMinor: quotes.priceMinor,
      breakdown: quotes.breakdown,
      surge: quotes.surge,
      distanceM: quotes.distanceM,
      durationS: quotes.durationS,
      stops: sql<number>`jsonb_array_length(${quotes.stops})`,
      scheduledFor: quotes.scheduledFor,
      createdAt: quotes.createdAt,
    })
    .from(quotes)
    .leftJoin(bookings, eq(bookings.quoteId, quotes.id))
  const isBooked = of === 'bookings' ? sql`${bookings.id} is not null` : undefined
  return found
    .where(
      and(
        eq(quotes.market, market),
        eq(quotes.vehicleClass, vehicleClass),
        gt(quotes.createdAt, since),
        isBooked,
      ),
    )
    .orderBy(desc(quotes.createdAt), desc(quotes.id))
    .limit(count)
}
