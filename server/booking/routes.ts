import { Elysia, t } from 'elysia'
import { anyone, LIMITS, only, signedIn } from '../platform/http/access.ts'
import { integer } from '../platform/http/numbers.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { idParams, keyHeaders, object, textSchema } from '../platform/http/schemas.ts'
import { recordPlace } from '../tracking/record-positions.ts'
import { rejectReasonSchema } from '../tracking/views.ts'
import { cancelBooking } from './cancel-booking.ts'
import { createBooking } from './create-booking.ts'
import { listRoutes } from './list-routes.ts'
import { operatorRoutes } from './operator-routes.ts'
import { REPORT_REFUSALS } from './proof/check-report.ts'
import { proofRoutes } from './proof/routes.ts'
import { rateBooking } from './rate-booking.ts'
import { ratingRoutes } from './rating-routes.ts'
import { readBookingDetail } from './read-booking-detail.ts'
import { reportStatus } from './report-status.ts'
import { reportStop } from './report-stop.ts'
import { ratedView } from './reveal-ratings.ts'
import { scheduleRoutes } from './schedule/routes.ts'
import { bookingBody, cancelBody, statusBody, trackSchema } from './schemas.ts'
import { shareBooking } from './share-booking.ts'
import { trackSharedBooking } from './track-shared-booking.ts'
import { bookingDetailSchema, bookingSchema, bookingView } from './views.ts'

const tags = ['Booking']

export const bookingRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'booking.routes', normalize: false })
    .use(http)
    .use(proofRoutes(http))
    .use(listRoutes(http))
    .use(scheduleRoutes(http))
    .use(ratingRoutes(http))
    .use(operatorRoutes(http))
    .post(
      '/v1/bookings',
      async ({ context, body, headers, status }) =>
        status(201, await createBooking(context, headers['idempotency-key'], body)),
      {
        access: only(['customer'], LIMITS.write),
        raises: [
          'quote_unknown',
          'quote_expired',
          'quote_redeemed',
          'quote_signature_invalid',
          'schedule_differs',
          'stops_differ',
          'stop_index_missing',
          'idempotency_key_reused',
        ],
        headers: keyHeaders,
        body: bookingBody,
        response: { 201: bookingSchema },
        detail: {
          tags,
          summary: 'Book a quote; a retry with the same key has one effect and the same answer',
        },
      },
    )
    .get('/v1/bookings/:id', ({ context, params }) => readBookingDetail(context, params.id), {
      access: signedIn(),
      raises: ['not_found'],
      params: idParams,
      response: { 200: bookingDetailSchema },
      detail: { tags, summary: 'One booking with its driver, position, arrival and history' },
    })
    .post(
      '/v1/bookings/:id/cancel',
      async ({ context, params, body }) =>
        bookingView(await cancelBooking(context, { bookingId: params.id, ...body })),
      {
        access: signedIn(LIMITS.write),
        raises: ['not_found', 'illegal_move', 'no_show_refused'],
        params: idParams,
        body: cancelBody,
        response: { 200: bookingSchema },
        detail: { tags, summary: 'Cancel; a driver who cancels drops out and the search goes on' },
      },
    )
    .post(
      '/v1/bookings/:id/status',
      async ({ context, params, body }) => {
        const { position, proof, ...report } = body
        // First, so that the report is measured from where it was made.
        const positionRejected = position ? recordPlace(context, position) : null
        const booking = await reportStatus(context, {
          bookingId: params.id,
          ...report,
          ...(proof && { proof }),
        })
        return { ...bookingView(booking), ...(positionRejected && { positionRejected }) }
      },
      {
        access: only(['driver'], LIMITS.write),
        raises: ['not_found', 'illegal_move', 'version_mismatch', ...REPORT_REFUSALS],
        params: idParams,
        body: statusBody,
        response: {
          200: object({
            ...bookingSchema.properties,
            positionRejected: t.Optional(rejectReasonSchema),
          }),
        },
        detail: {
          tags,
          summary:
            'The driver reports the next step of the haul; `positionRejected` tells why a position was not taken',
        },
      },
    )
    .post(
      '/v1/bookings/:id/stop-reached',
      async ({ context, params, body }) =>
        bookingView(await reportStop(context, { bookingId: params.id, ...body })),
      {
        access: only(['driver'], LIMITS.write),
        raises: ['not_found', 'illegal_move', 'version_mismatch'],
        params: idParams,
        body: object({ version: integer({ minimum: 1 }) }),
        response: { 200: bookingSchema },
        detail: { tags, summary: 'The driver has reached the next stop between pickup and drop-off' },
      },
    )
    .post(
      '/v1/bookings/:id/rating',
      async ({ context, params, body }) => {
        const { stars, comment } = body
        const rating = { bookingId: params.id, stars, comment: comment || null }
        return ratedView(context, await rateBooking(context, rating))
      },
      {
        access: only(['customer'], LIMITS.write),
        raises: ['not_found', 'not_rateable'],
        params: idParams,
        body: object({
          stars: integer({ minimum: 1, maximum: 5 }),
          comment: t.Optional(textSchema(1_000, 0)),
        }),
        response: { 200: bookingSchema },
        detail: { tags, summary: 'Rate a completed haul, once, in the 14 days after it' },
      },
    )
    .post(
      '/v1/bookings/:id/share',
      async ({ context, params, status }) => status(201, { url: await shareBooking(context, params.id) }),
      {
        access: only(['customer'], LIMITS.write),
        raises: ['not_found'],
        params: idParams,
        response: { 201: object({ url: t.String() }) },
        detail: { tags, summary: 'A link that lets anybody follow the booking for a day' },
      },
    )
    .get('/v1/track/:token', ({ context, params }) => trackSharedBooking(context, params.token), {
      access: anyone(),
      raises: ['not_found'],
      params: object({ token: t.String({ maxLength: 100 }) }),
      response: { 200: trackSchema },
      detail: { tags, summary: 'Follow a shared booking, without a sign-in' },
    })
