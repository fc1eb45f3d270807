import { Elysia, t } from 'elysia'
import { LIMITS, only } from '../../platform/http/access.ts'
import { integer } from '../../platform/http/numbers.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import { idParams, idSchema, object, timeSchema } from '../../platform/http/schemas.ts'
import { addressedSchema, stopsSchema } from '../schemas.ts'
import { bookingSchema, bookingView } from '../views.ts'
import { rescheduleBooking } from './reschedule-booking.ts'

const rescheduleBody = object(
  {
    scheduledFor: timeSchema,
    version: integer({ minimum: 1 }),
    quoteId: t.Optional(idSchema),
    pickup: t.Optional(addressedSchema),
    dropoff: t.Optional(addressedSchema),
    stops: t.Optional(stopsSchema),
  },
  { examples: [{ scheduledFor: '2026-11-02T09:30:00.000Z', version: 1 }] },
)

export const scheduleRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'booking.schedule.routes', normalize: false }).use(http).post(
    '/v1/bookings/:id/reschedule',
    async ({ context, params, body }) => {
      const { booking, isPriceHeld } = await rescheduleBooking(context, { bookingId: params.id, ...body })
      return { ...bookingView(booking), isPriceHeld }
    },
    {
      access: only(['customer', 'operator', 'admin'], LIMITS.write),
      raises: [
        'not_found',
        'illegal_move',
        'version_mismatch',
        'requote_required',
        'schedule_out_of_range',
        'market_not_served',
        'outside_service_area',
        'in_no_go_area',
        'too_far',
        'too_heavy',
        'too_large',
        'quote_unknown',
        'quote_expired',
        'quote_redeemed',
        'quote_signature_invalid',
        'schedule_differs',
        'haul_differs',
        'address_missing',
        'stops_differ',
        'stop_index_missing',
      ],
      params: idParams,
      body: rescheduleBody,
      response: {
        200: object({
          ...bookingSchema.properties,
          isPriceHeld: t.Boolean({ description: 'Whether the price is the one of before the change' }),
        }),
      },
      detail: {
        tags: ['Booking'],
        summary: 'Move a scheduled booking to another time; where its price does not hold, with a new quote',
      },
    },
  )
