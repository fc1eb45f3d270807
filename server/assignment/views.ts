import { eq } from 'drizzle-orm'
import { type Static, t } from 'elysia'
import { bookings, offers } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'
import {
  idSchema,
  moneySchema,
  object,
  pointSchema,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'

const offerPlace = t.Composite([pointSchema, object({ address: t.String() })], {
  additionalProperties: false,
})

export const offerSchema = object({
  id: idSchema,
  bookingId: idSchema,
  state: t.String(),
  pickup: offerPlace,
  dropoff: offerPlace,
  vehicleClass: vehicleClassSchema,
  price: moneySchema,
  distanceM: t.Integer(),
  durationS: t.Integer(),
  pickupDistanceM: t.Integer(),
  pickupEtaS: t.Integer(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
})
export type OfferView = Static<typeof offerSchema>

type Row = { offer: typeof offers.$inferSelect; booking: typeof bookings.$inferSelect }

/** What a driver sees of a booking before taking it: the places, not the people. */
export function offerView({ offer, booking }: Row): OfferView {
  const place = ({ lat, lng, address }: Row['booking']['pickup']) => ({ lat, lng, address })
  return {
    id: offer.id,
    bookingId: offer.bookingId,
    state: offer.state,
    pickup: place(booking.pickup),
    dropoff: place(booking.dropoff),
    vehicleClass: booking.vehicleClass,
    price: { amount: booking.priceMinor, currency: booking.currency },
    distanceM: booking.distanceM,
    durationS: booking.durationS,
    pickupDistanceM: Math.round(offer.pickupDistanceM),
    pickupEtaS: Math.round(offer.pickupEtaS),
    createdAt: offer.createdAt.toISOString(),
    expiresAt: offer.expiresAt.toISOString(),
  }
}

/** The offer as its driver sees it, or null when it is gone. */
export async function readOffer(context: Context, offerId: string): Promise<OfferView | null> {
  const [row] = await context.db
    .select({ offer: offers, booking: bookings })
    .from(offers)
    .innerJoin(bookings, eq(bookings.id, offers.bookingId))
    .where(eq(offers.id, offerId))
  return row ? offerView(row) : null
}
