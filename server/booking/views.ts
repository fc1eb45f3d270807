import { type Static, t } from 'elysia'
import { BOOKING_STATES } from '../../db/schema/booking.ts'
import { PAYMENT_METHODS } from '../../db/schema/payment-method.ts'
import {
  idSchema,
  moneySchema,
  nullable,
  object,
  oneOf,
  textSchema,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'
import { breakdownSchema, breakdownView } from '../pricing/breakdown-view.ts'
import type { BookingRow } from './move-booking.ts'
import { reportedFromSchema, verificationSchema } from './proof/verification-schemas.ts'

export const contactSchema = object({
  name: textSchema(120),
  phone: textSchema(30),
})
const placeSchema = object({
  lat: t.Number(),
  lng: t.Number(),
  address: t.String(),
  contact: t.Optional(contactSchema),
})
const summary = {
  id: idSchema,
  state: oneOf(BOOKING_STATES),
  version: t.Integer(),
  customerId: idSchema,
  driverId: nullable(idSchema),
  vehicleClass: vehicleClassSchema,
  pickup: placeSchema,
  dropoff: placeSchema,
  price: moneySchema,
  breakdown: breakdownSchema,
  waitingFee: moneySchema,
  total: object(moneySchema.properties, {
    description: 'What the customer owes as it stands: price and waiting, or the fee of a cancellation',
  }),
  distanceM: t.Integer(),
  durationS: t.Integer(),
  scheduledFor: nullable(timeSchema),
  paymentMethod: { ...oneOf(PAYMENT_METHODS), examples: ['invoice'] },
  cancellation: nullable(object({ by: t.String(), reason: t.String(), fee: moneySchema })),
  rating: nullable(t.Integer({ description: 'Of the driver by the customer' })),
  customerRating: nullable(t.Integer({ description: 'Of the customer by the driver', examples: [5] })),
  createdAt: timeSchema,
  updatedAt: timeSchema,
}
export const bookingSchema = object(summary)
export const positionSchema = object({
  lat: t.Number(),
  lng: t.Number(),
  headingDeg: nullable(t.Number()),
  recordedAt: timeSchema,
})
const waitingSchema = object(
  { waitedS: t.Integer({ examples: [840] }), fee: moneySchema },
  { description: 'How long the driver waited at the pickup until the goods were collected' },
)
export const bookingDetailSchema = object({
  ...summary,
  stops: t.Array(
    object({ ...placeSchema.properties, reachedAt: nullable(timeSchema), etaS: nullable(t.Integer()) }),
  ),
  driver: nullable(
    object({
      id: idSchema,
      firstName: t.String(),
      ratingAvg: nullable(t.Number()),
      vehicle: nullable(t.String()),
    }),
  ),
  upcoming: nullable(
    object(
      {
        firstName: t.String(),
        vehicle: nullable(t.String()),
        etaS: t.Integer({ description: 'Seconds until they are expected at the pickup' }),
      },
      {
        description:
          'Who has promised to come: to a searching booking after the haul that they are on, to a scheduled one at its time',
      },
    ),
  ),
  position: nullable(positionSchema),
  etaS: nullable(
    t.Integer({ description: 'Seconds of driving to the next place: pickup, stop or drop-off' }),
  ),
  dropoffEtaS: nullable(
    t.Integer({ description: 'Seconds of driving to the drop-off, by way of what is before it' }),
  ),
  verification: verificationSchema,
  proof: nullable(
    t.Record(t.String(), t.String(), { description: 'What the driver wrote down with their reports' }),
  ),
  history: t.Array(
    object({
      seq: t.Integer(),
      event: t.String(),
      from: nullable(oneOf(BOOKING_STATES)),
      to: oneOf(BOOKING_STATES),
      by: t.String(),
      reason: nullable(t.String({ description: 'What whoever cancelled or dropped out said' })),
      waiting: nullable(waitingSchema),
      reportedFrom: reportedFromSchema,
      occurredAt: timeSchema,
    }),
  ),
  rateCard: object({ id: idSchema, version: t.Integer() }),
})
export type BookingView = Static<typeof bookingSchema>

export function bookingView(row: BookingRow): BookingView {
  const { currency } = row
  // What is told to both of them; `ratedView` has more for who may see it.
  const isRevealed = row.ratingStars !== null && row.customerRatingStars !== null
  return {
    id: row.id,
    state: row.state,
    version: row.version,
    customerId: row.customerId,
    driverId: row.driverId,
    vehicleClass: row.vehicleClass,
    pickup: row.pickup,
    dropoff: row.dropoff,
    price: { amount: row.priceMinor, currency },
    breakdown: breakdownView(row.breakdown),
    waitingFee: { amount: row.waitingFeeMinor, currency },
    total: { amount: totalMinor(row), currency },
    distanceM: row.distanceM,
    durationS: row.durationS,
    scheduledFor: row.scheduledFor?.toISOString() ?? null,
    paymentMethod: row.paymentMethod,
    cancellation: row.cancelledBy
      ? {
          by: row.cancelledBy,
          reason: row.cancelReason ?? '',
          fee: { amount: row.cancellationFeeMinor ?? 0, currency },
        }
      : null,
    rating: isRevealed ? row.ratingStars : null,
    customerRating: isRevealed ? row.customerRatingStars : null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

function totalMinor({ state, cancellationFeeMinor, priceMinor, waitingFeeMinor }: BookingRow): number {
  if (state === 'cancelled') return cancellationFeeMinor ?? 0
  return state === 'unfulfilled' ? 0 : priceMinor + waitingFeeMinor
}

/** What a move of the history tells of waiting, where it does. */
export function waitingView({ waitedS, waitingFeeMinor }: Record<string, unknown>, currency: string) {
  if (typeof waitedS !== 'number' || typeof waitingFeeMinor !== 'number') return null
  return { waitedS, fee: { amount: waitingFeeMinor, currency } }
}
