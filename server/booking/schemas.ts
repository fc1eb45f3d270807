import { t } from 'elysia'
import { BOOKING_STATES } from '../../db/schema/booking.ts'
import { PAYMENT_METHODS } from '../../db/schema/payment-method.ts'
import { kindSchema } from '../admin/documents/document-view.ts'
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
import { EXCEPTION_KINDS } from './list-exceptions.ts'
import { PIN_DIGITS } from './proof/pins.ts'
import { verificationBody } from './proof/verification-schemas.ts'
import { DRIVER_STATUSES } from './report-status.ts'
import { contactSchema, positionSchema } from './views.ts'

export const addressedSchema = object({
  address: filledTextSchema(300),
  contact: t.Optional(contactSchema),
})
const stopIndex = integer({ minimum: 0, maximum: STOPS_MAX - 1 })
/** Addresses of the stops of a quote. */
export const stopsSchema = t.Array(object({ ...addressedSchema.properties, index: t.Optional(stopIndex) }), {
  maxItems: STOPS_MAX,
  description:
    'Of each stop that the quote was asked for: in that order, or each with its `index` there, which a quote of the best order needs',
})
export const bookingBody = object({
  quoteId: idSchema,
  pickup: addressedSchema,
  dropoff: addressedSchema,
  stops: t.Optional(stopsSchema),
  scheduledFor: t.Optional(timeSchema),
  verification: t.Optional(verificationBody),
  paymentMethod: t.Optional({
    ...oneOf(PAYMENT_METHODS),
    description: 'In cash to the driver, or by invoice, as without it',
  }),
})
export const cancelBody = object({
  reason: filledTextSchema(500),
  noShow: t.Optional(t.Boolean({ description: 'By driver or operator: nobody came to hand the goods over' })),
})
export const statusBody = object({
  status: oneOf(DRIVER_STATUSES),
  version: integer({ minimum: 1 }),
  position: t.Optional(placeSchema),
  pin: t.Optional(
    t.String({
      pattern: `^\\d{${PIN_DIGITS}}$`,
      description: `${PIN_DIGITS} digits, as the customer tells them`,
      examples: ['4071'],
    }),
  ),
  proof: t.Optional(t.Record(textSchema(40), textSchema(2_000, 0))),
})
export const trackSchema = object({
  state: oneOf(BOOKING_STATES),
  driverFirstName: nullable(t.String()),
  vehicle: nullable(t.String()),
  position: nullable(positionSchema),
  etaS: nullable(t.Integer()),
  dropoffPin: t.Optional(
    t.String({
      description: 'What to tell the driver at the drop-off, where the customer shares it',
      examples: ['9326'],
    }),
  ),
})
export const exceptionSchema = object({
  kind: { ...oneOf(EXCEPTION_KINDS), examples: ['late'] },
  bookingId: nullable({ ...idSchema, description: 'Null where it is of a paper' }),
  state: nullable(oneOf(BOOKING_STATES)),
  driverId: nullable(idSchema),
  driver: nullable(
    object(
      { name: t.String(), phone: t.String() },
      { description: 'Who drives the haul, or whose paper it is, and their vehicle' },
    ),
  ),
  market: nullable(t.String()),
  breachesAt: t.String({ ...timeSchema, examples: ['2026-03-02T09:35:00.000Z'] }),
  minutesToBreach: t.Number({ description: 'Below zero once it has come' }),
  document: nullable(
    object(
      {
        id: idSchema,
        kind: kindSchema,
        subjectType: oneOf(['driver', 'vehicle']),
        subjectId: idSchema,
        subject: t.String({ description: "The driver's name, or the plate", examples: ['KA01AB1234'] }),
      },
      { description: 'The paper that ends' },
    ),
  ),
})
