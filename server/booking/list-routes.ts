import { Elysia, t } from 'elysia'
import { BOOKING_STATES } from '../../db/schema/booking.ts'
import { signedIn } from '../platform/http/access.ts'
import { describeCsv } from '../platform/http/csv.ts'
import { CSV_PAGE_MAX, csvOfAllWhereWanted } from '../platform/http/csv-of-all.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import {
  idSchema,
  object,
  oneOf,
  pageOf,
  pageQuery,
  textSchema,
  timeSchema,
  vehicleClassSchema,
} from '../platform/http/schemas.ts'
import { listBookings } from './list-bookings.ts'
import { ratedView } from './reveal-ratings.ts'
import { type BookingView, bookingSchema } from './views.ts'

const COLUMNS = [
  'id',
  'state',
  'vehicleClass',
  'pickup',
  'dropoff',
  'distanceM',
  'durationS',
  'priceMinor',
  'waitingFeeMinor',
  'totalMinor',
  'currency',
  'paymentMethod',
  'scheduledFor',
  'createdAt',
  'updatedAt',
  'customerId',
  'driverId',
  'cancelledBy',
  'cancelReason',
] as const

const rowOf = (booking: BookingView): Record<(typeof COLUMNS)[number], string | number | null> => ({
  ...booking,
  pickup: booking.pickup.address,
  dropoff: booking.dropoff.address,
  priceMinor: booking.price.amount,
  waitingFeeMinor: booking.waitingFee.amount,
  totalMinor: booking.total.amount,
  currency: booking.price.currency,
  cancelledBy: booking.cancellation?.by ?? null,
  cancelReason: booking.cancellation?.reason ?? null,
})

export const listRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'booking.list-routes', normalize: false }).use(http).get(
    '/v1/bookings',
    async ({ context, query: { limit = 50, ...filter } }) => {
      const { rows, nextCursor } = await listBookings(context, { ...filter, limit })
      return { items: rows.map((row) => ratedView(context, row)), nextCursor }
    },
    {
      access: signedIn(),
      query: object({
        ...pageQuery,
        cursor: t.Optional(idSchema),
        status: t.Optional(oneOf(BOOKING_STATES)),
        vehicleClass: t.Optional(vehicleClassSchema),
        market: t.Optional(t.String({ pattern: '^[0-9a-f]{15}$', description: 'An H3 cell' })),
        from: t.Optional(timeSchema),
        to: t.Optional(timeSchema),
        q: t.Optional(textSchema(60)),
      }),
      mapResponse: ({ headers, query, context, responseValue }) =>
        csvOfAllWhereWanted(headers.accept, COLUMNS, responseValue, {
          rowsOf: (items) => items.map(rowOf),
          async readNext(cursor) {
            const { rows, nextCursor } = await listBookings(context, {
              ...query,
              limit: CSV_PAGE_MAX,
              cursor,
            })
            return { items: rows.map((row) => ratedView(context, row)), nextCursor }
          },
        }),
      response: { 200: pageOf(bookingSchema) },
      detail: {
        tags: ['Booking'],
        summary:
          'Bookings that the caller may see, newest first; `from` and `to` are of when they were made, `q` looks in addresses and ids, of one or two characters where words begin; as text/csv this page and all after it',
        responses: describeCsv(COLUMNS),
      },
    },
  )
