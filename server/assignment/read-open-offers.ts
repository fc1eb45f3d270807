import { and, asc, eq, gt } from 'drizzle-orm'
import { bookings, offers } from '../../db/schema/index.ts'
import { actorId, type Context } from '../platform/context.ts'
import { type OfferView, offerView } from './views.ts'

/** What the driver can take now. */
export async function readOpenOffers(context: Context): Promise<OfferView[]> {
  const open = and(
    eq(offers.driverId, actorId(context)),
    eq(offers.state, 'open'),
    gt(offers.expiresAt, context.clock.now()),
  )
  const rows = await context.db
    .select({ offer: offers, booking: bookings })
    .from(offers)
    .innerJoin(bookings, eq(bookings.id, offers.bookingId))
    .where(open)
    .orderBy(asc(offers.id))
  return rows.map(offerView)
}
