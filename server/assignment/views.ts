import { eq } from 'drizzle-orm'
import { type Static, t } from 'elysia'
import { bookings, offers } from '../../db/schema/index.ts'
import type { BookingRow } from '../booking/move-booking.ts'
import { readReputations } from '../booking/read-ratings.ts'
import { bookingSchema, bookingView } from '../booking/views.ts'
import type { Context } from '../platform/context.ts'
import {
  idSchema,
  moneySchema,
  nullable,
  object,
  oneOf,
  pointSchema,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'
import { isNext } from './offer-states.ts'

export const offerPlace = t.Composite([pointSchema, object({ address: t.String() })], {
  additionalProperties: false,
})

export const offerSchema = object({
  id: idSchema,
  bookingId: idSchema,
  state: t.String(),
  afterCurrentHaul: t.Boolean({ description: 'For when the haul at hand is done' }),
  freeInS: nullable(
    t.Integer({ description: 'Seconds in which that was expected, of `createdAt`; part of `pickupEtaS`' }),
  ),
  pickup: offerPlace,
  dropoff: offerPlace,
  vehicleClass: vehicleClassSchema,
  price: moneySchema,
  customerRating: nullable(
    t.Number({ description: 'Mean stars by drivers; null before the first', examples: [4.9] }),
  ),
  distanceM: t.Integer(),
  durationS: t.Integer(),
  pickupDistanceM: t.Integer(),
  pickupEtaS: t.Integer(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
})
export type OfferView = Static<typeof offerSchema>

type Row = {
  offer: typeof offers.$inferSelect
  booking: typeof bookings.$inferSelect
}

export const placeOf = ({ lat, lng, address }: Row['booking']['pickup']) => ({ lat, lng, address })

/** What a driver sees of a booking before taking it: the places, not the people. */
function offerView({ offer, booking }: Row, customerRating: number | null): OfferView {
  return {
    id: offer.id,
    bookingId: offer.bookingId,
    state: offer.state,
    afterCurrentHaul: isNext(offer.state),
    freeInS: offer.freeInS === null ? null : Math.round(offer.freeInS),
    pickup: placeOf(booking.pickup),
    dropoff: placeOf(booking.dropoff),
    vehicleClass: booking.vehicleClass,
    price: { amount: booking.priceMinor, currency: booking.currency },
    customerRating,
    distanceM: booking.distanceM,
    durationS: booking.durationS,
    pickupDistanceM: Math.round(offer.pickupDistanceM),
    pickupEtaS: Math.round(offer.pickupEtaS),
    createdAt: offer.createdAt.toISOString(),
    expiresAt: offer.expiresAt.toISOString(),
  }
}

/** Offers as their driver sees them. */
export async function offerViews(context: Context, rows: readonly Row[]): Promise<OfferView[]> {
  if (rows.length === 0) return []
  const reputations = await readReputations(
    context,
    rows.map(({ booking }) => booking.customerId),
  )
  return rows.map((row) => offerView(row, reputations.get(row.booking.customerId) ?? null))
}

/** A booking that its driver has taken, or will come to after the haul at hand. */
export type Acceptance = { booking: BookingRow; offerState: 'accepted' | 'queued' }
export const acceptanceSchema = object({
  ...bookingSchema.properties,
  offerState: {
    ...oneOf(['accepted', 'queued']),
    description:
      '`queued`: it becomes theirs when the haul at hand is done, and goes on searching until then',
  },
})

/** What the driver is answered; the people at the places they learn when the haul is theirs. */
export function acceptanceView({ booking, offerState }: Acceptance): Static<typeof acceptanceSchema> {
  const view = { ...bookingView(booking), offerState }
  if (offerState === 'accepted') return view
  return { ...view, pickup: placeOf(booking.pickup), dropoff: placeOf(booking.dropoff) }
}

/** The offer as its driver sees it, or null when it is gone. */
export async function readOffer(context: Context, offerId: string): Promise<OfferView | null> {
  const rows = await context.db
    .select({ offer: offers, booking: bookings })
    .from(offers)
    .innerJoin(bookings, eq(bookings.id, offers.bookingId))
    .where(eq(offers.id, offerId))
  return (await offerViews(context, rows))[0] ?? null
}
