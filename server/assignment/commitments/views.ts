import { type Static, t } from 'elysia'
import type { BookingRow } from '../../booking/move-booking.ts'
import {
  idSchema,
  moneySchema,
  nullable,
  object,
  timeSchema,
  vehicleClassSchema,
} from '../../platform/http/schemas.ts'
import { offerPlace, placeOf } from '../views.ts'
import type { Scheduled } from './list-scheduled.ts'

const promised = {
  bookingId: idSchema,
  version: t.Integer(),
  pickup: offerPlace,
  dropoff: offerPlace,
  vehicleClass: vehicleClassSchema,
  price: moneySchema,
  distanceM: t.Integer(),
  durationS: t.Integer(),
  scheduledFor: { ...timeSchema, examples: ['2026-11-02T09:30:00.000Z'] },
  assignedFrom: {
    ...timeSchema,
    description: 'From when on the driver has to be free and heard',
    examples: ['2026-11-02T09:10:00.000Z'],
  },
}
export const promisedSchema = object(promised)
export const scheduledSchema = object({
  ...promised,
  awayM: nullable(
    t.Integer({
      description: 'Metres to the pickup from the place that was named, or from the driver',
      examples: [1_800],
    }),
  ),
  committedAt: { ...nullable(timeSchema), examples: [null] },
})

/** What a driver sees of a scheduled booking: the places, not the people. */
export function promisedView(booking: BookingRow): Static<typeof promisedSchema> {
  const { scheduledFor, searchAt, createdAt } = booking
  return {
    bookingId: booking.id,
    version: booking.version,
    pickup: placeOf(booking.pickup),
    dropoff: placeOf(booking.dropoff),
    vehicleClass: booking.vehicleClass,
    price: { amount: booking.priceMinor, currency: booking.currency },
    distanceM: booking.distanceM,
    durationS: booking.durationS,
    scheduledFor: (scheduledFor ?? createdAt).toISOString(),
    assignedFrom: (searchAt ?? scheduledFor ?? createdAt).toISOString(),
  }
}

export const scheduledView = ({
  booking,
  awayM,
  committedAt,
}: Scheduled): Static<typeof scheduledSchema> => ({
  ...promisedView(booking),
  awayM,
  committedAt: committedAt?.toISOString() ?? null,
})
