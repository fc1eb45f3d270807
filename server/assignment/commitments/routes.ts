import { Elysia, t } from 'elysia'
import { LIMITS, only } from '../../platform/http/access.ts'
import { queryNumber } from '../../platform/http/numbers.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import {
  filledTextSchema,
  idParams,
  idSchema,
  object,
  oneOf,
  pageOf,
  pageQuery,
} from '../../platform/http/schemas.ts'
import { commitToBooking } from './commit-to-booking.ts'
import { listScheduled } from './list-scheduled.ts'
import { releaseCommitment } from './release-commitment.ts'
import { promisedSchema, promisedView, scheduledSchema, scheduledView } from './views.ts'

const WITHIN_M = 25_000
const WITHIN_MAX_M = 100_000
const tags = ['Assignment']

const scheduledQuery = object({
  ...pageQuery,
  cursor: t.Optional(idSchema),
  show: t.Optional({
    ...oneOf(['open', 'mine']),
    description: '`mine`: what the driver has promised; default `open`',
  }),
  lat: t.Optional(queryNumber({ minimum: -90, maximum: 90 })),
  lng: t.Optional(queryNumber({ minimum: -180, maximum: 180 })),
  withinM: t.Optional(queryNumber({ minimum: 1, maximum: WITHIN_MAX_M, default: WITHIN_M })),
})

export const commitmentRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'assignment.commitments.routes', normalize: false })
    .use(http)
    .get(
      '/v1/driver/scheduled',
      async ({ context, query }) => {
        const { limit = 50, cursor, show, lat, lng, withinM = WITHIN_M } = query
        const { items, nextCursor } = await listScheduled(context, {
          ...{ limit, withinM, isMine: show === 'mine' },
          ...(cursor && { cursor }),
          ...(lat !== undefined && lng !== undefined && { place: { lat, lng } }),
        })
        return { items: items.map(scheduledView), nextCursor }
      },
      {
        access: only(['driver']),
        raises: ['position_unknown'],
        query: scheduledQuery,
        response: { 200: pageOf(scheduledSchema) },
        detail: {
          tags,
          summary:
            'Scheduled hauls near the driver, or a place, that they could promise to drive, soonest first',
        },
      },
    )
    .post(
      '/v1/bookings/:id/commit',
      async ({ context, params }) => promisedView(await commitToBooking(context, params.id)),
      {
        access: only(['driver'], LIMITS.write),
        raises: [
          'not_found',
          'booking_not_open',
          'driver_not_approved',
          'vehicle_missing',
          'documents_invalid',
          'driver_busy',
          'commitment_overlaps',
        ],
        params: idParams,
        response: { 200: promisedSchema },
        detail: { tags, summary: 'Promise to drive a scheduled haul: when it is due it is assigned at once' },
      },
    )
    .post(
      '/v1/bookings/:id/release',
      async ({ context, params, body, status }) => {
        await releaseCommitment(context, { bookingId: params.id, reason: body.reason })
        return status(204, undefined)
      },
      {
        access: only(['driver', 'operator', 'admin'], LIMITS.write),
        raises: ['not_found'],
        params: idParams,
        body: object({ reason: filledTextSchema(500) }),
        response: { 204: t.Void() },
        detail: {
          tags,
          summary: 'Take back the promise to drive a scheduled haul; an operator can for a driver',
        },
      },
    )
