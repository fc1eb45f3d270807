import { t } from 'elysia'
import { BOOKING_STATES } from '../../db/schema/booking.ts'
import { PAYMENT_METHODS } from '../../db/schema/payment-method.ts'
import { integer } from '../platform/http/numbers.ts'
import {
  filledTextSchema,
  idSchema,
  nullable,
  object,
  oneOf,
  textSchema,
  timeSchema,
} from '../platform/http/schemas.ts'
import { STOPS_MAX } from '../pricing/check-haul.ts'
import { placeSchema } from '../tracking/views.ts'
import { EXCEPTION_KINDS } from './find-exceptions.ts'
import { DRIVER_STATUSES } from './report-status.ts'
import { contactSchema, positionSchema } from './views.ts'

const addressed = object({
  address: filledTextSchema(300),
  contact: t.Optional(contactSchema),
})
export const bookingBody = object({
  quoteId: idSchema,
  pickup: addressed,
  dropoff: addressed,
  stops: t.Optional(
    t.Array(addressed, { maxItems: STOPS_MAX, description: 'Of each stop of the quote, in its order' }),
  ),
  scheduledFor: t.Optional(timeSchema),
  paymentMethod: t.Optional({
    ...oneOf(PAYMENT_METHODS),
    description: 'In cash to the driver, or by invoice, as without it',
  }),
})
export const statusBody = object({
  status: oneOf(DRIVER_STATUSES),
  version: integer({ minimum: 1 }),
  position: t.Optional(placeSchema),
  proof: t.Optional(t.Record(textSchema(40), textSchema(2_000, 0))),
})
export const trackSchema = object({
  state: oneOf(BOOKING_STATES),
  driverFirstName: nullable(t.String()),
  vehicle: nullable(t.String()),
  position: nullable(positionSchema),
  etaS: nullable(t.Integer()),
})
export const exceptionSchema = object({
  kind: { ...oneOf(EXCEPTION_KINDS), examples: ['late'] },
  bookingId: idSchema,
  state: oneOf(BOOKING_STATES),
  driverId: nullable(idSchema),
  market: t.String(),
  minutesToBreach: t.Number({ description: 'Below zero once it has come' }),
})
