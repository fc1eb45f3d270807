import { Elysia, t } from 'elysia'
import { LIMITS, operators } from '../platform/http/access.ts'
import { integer } from '../platform/http/numbers.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { filledTextSchema, idParams, object, pageQuery } from '../platform/http/schemas.ts'
import { listExceptions } from './list-exceptions.ts'
import { exceptionSchema } from './schemas.ts'
import { unassignBooking } from './unassign-booking.ts'
import { bookingSchema, bookingView } from './views.ts'

/** What operators look at first, and what they do about it that nobody else can. */
export const operatorRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'booking.operator-routes', normalize: false })
    .use(http)
    .post(
      '/v1/bookings/:id/unassign',
      async ({ context, params, body }) =>
        bookingView(await unassignBooking(context, { bookingId: params.id, ...body })),
      {
        access: operators(LIMITS.write),
        raises: ['not_found', 'illegal_move', 'version_mismatch'],
        params: idParams,
        body: object({
          reason: filledTextSchema(500),
          version: t.Optional(
            integer({ minimum: 1, description: 'The version that the operator saw; any, without it' }),
          ),
        }),
        response: { 200: bookingSchema },
        detail: {
          tags: ['Booking'],
          summary: 'Take a booking from its driver before its goods are collected; the search goes on',
        },
      },
    )
    .get(
      '/v1/ops/exceptions',
      async ({ context, query: { limit = 50 } }) => ({
        items: await listExceptions(context, { limit }),
        nextCursor: null,
      }),
      {
        access: operators(),
        query: object({ limit: pageQuery.limit }),
        response: { 200: object({ items: t.Array(exceptionSchema), nextCursor: t.Null() }) },
        detail: {
          tags: ['Operations'],
          summary:
            'What needs a look: hauls that are unassigned, late, stuck, off their way or silent, most urgent first, then papers that end',
        },
      },
    )
