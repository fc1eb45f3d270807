import { and, asc, eq, gt, inArray, or } from 'drizzle-orm'
import { bookings, offers } from '../../db/schema/index.ts'
import { actorId, type Context } from '../platform/context.ts'
import { ASKED_STATES } from './offer-states.ts'
import { type OfferView, offerViews } from './views.ts'

/** What the driver can take, and the haul that they have promised to come to next. */
export async function readOpenOffers(context: Context): Promise<OfferView[]> {
  const isAsked = and(inArray(offers.state, [...ASKED_STATES]), gt(offers.expiresAt, context.clock.now()))
  const open = and(eq(offers.driverId, actorId(context)), or(isAsked, eq(offers.state, 'queued')))
  const rows = await context.db
    .select({ offer: offers, booking: bookings })
    .from(offers)
    .innerJoin(bookings, eq(bookings.id, offers.bookingId))
    .where(open)
    .orderBy(asc(offers.id))
  return offerViews(context, rows)
}
