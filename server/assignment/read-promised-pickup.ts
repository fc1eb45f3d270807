import { and, desc, eq, inArray, lte } from 'drizzle-orm'
import { offers } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/** What an offer becomes after it was accepted. */
const TAKEN_STATES = ['accepted', 'fulfilled', 'released', 'withdrawn'] as const

/**
 * The pickup ETA, in seconds, of the offer by which a booking had its driver at a time, and how much of it was until that
 * driver would be free (null for one who was); undefined when there is none. A booking has one live offer at a time, and no
 * other is made after one was taken: it is the latest.
 */
export async function readPromisedPickup(
  context: Context,
  { bookingId, at }: { bookingId: string; at: Date },
) {
  const [taken] = await context.db
    .select({ pickupEtaS: offers.pickupEtaS, freeInS: offers.freeInS })
    .from(offers)
    .where(
      and(eq(offers.bookingId, bookingId), inArray(offers.state, TAKEN_STATES), lte(offers.createdAt, at)),
    )
    .orderBy(desc(offers.createdAt), desc(offers.id))
    .limit(1)
  return taken
}
