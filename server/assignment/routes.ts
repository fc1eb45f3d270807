import { Elysia, t } from 'elysia'
import { bookingSchema, bookingView } from '../booking/views.ts'
import { LIMITS, only, operators } from '../platform/http/access.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { idParams, idSchema, nullable, object, textSchema, timeSchema } from '../platform/http/schemas.ts'
import { acceptOffer } from './accept-offer.ts'
import { assignManually } from './assign-manually.ts'
import { commitmentRoutes } from './commitments/routes.ts'
import { declineOffer } from './decline-offer.ts'
import { readDecisions } from './read-decisions.ts'
import { readOpenOffers } from './read-open-offers.ts'
import { reliabilityRoutes } from './reliability-routes.ts'
import { acceptanceSchema, acceptanceView, offerSchema } from './views.ts'

const candidateSchema = object({
  driverId: idSchema,
  name: nullable(t.String()),
  distanceM: t.Number(),
  etaS: t.Number(),
  freeInS: t.Optional(t.Number()),
  costs: t.Optional(t.Record(t.String(), t.Number())),
  costS: t.Optional(t.Number()),
  gate: t.Optional(t.String()),
})
const decisionSchema = object({
  id: idSchema,
  kind: t.String(),
  chosenDriverId: nullable(idSchema),
  offerId: nullable(idSchema),
  radiusM: t.Number(),
  greedyDriverId: nullable(idSchema),
  unmatchedCostS: nullable(t.Number()),
  batch: nullable(
    object({ bookings: t.Integer(), drivers: t.Integer(), windowMs: t.Number(), isGreedy: t.Boolean() }),
  ),
  candidates: t.Array(candidateSchema),
  decidedAt: timeSchema,
  offer: nullable(
    object({
      state: t.String(),
      expiresAt: timeSchema,
      decidedAt: nullable(timeSchema),
      declineReason: nullable(t.String()),
    }),
  ),
})
const tags = ['Assignment']

export const assignmentRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'assignment.routes', normalize: false })
    .use(http)
    .use(commitmentRoutes(http))
    .use(reliabilityRoutes(http))
    .get(
      '/v1/driver/offers',
      async ({ context }) => ({ items: await readOpenOffers(context), nextCursor: null }),
      {
        access: only(['driver']),
        response: { 200: object({ items: t.Array(offerSchema), nextCursor: t.Null() }) },
        detail: { tags, summary: 'Offers that the driver can take, and the haul that they come to next' },
      },
    )
    .post(
      '/v1/offers/:id/accept',
      async ({ context, params }) => acceptanceView(await acceptOffer(context, { offerId: params.id })),
      {
        access: only(['driver'], LIMITS.write),
        raises: [
          'not_found',
          'offer_not_open',
          'driver_busy',
          'driver_committed',
          'driver_not_approved',
          'vehicle_missing',
          'documents_invalid',
          'illegal_move',
          'version_mismatch',
        ],
        params: idParams,
        response: { 200: acceptanceSchema },
        detail: { tags, summary: 'Take the booking, or promise to come to it after the haul at hand' },
      },
    )
    .post(
      '/v1/offers/:id/decline',
      async ({ context, params, body, status }) => {
        await declineOffer(context, { offerId: params.id, ...(body.reason && { reason: body.reason }) })
        return status(204, undefined)
      },
      {
        access: only(['driver'], LIMITS.write),
        raises: ['not_found', 'offer_not_open'],
        params: idParams,
        body: object({ reason: t.Optional(textSchema(200, 0)) }),
        response: { 204: t.Void() },
        detail: { tags, summary: 'Pass on the booking, or take back the promise to come next' },
      },
    )
    .post(
      '/v1/bookings/:id/assign',
      async ({ context, params, body }) =>
        bookingView(await assignManually(context, { bookingId: params.id, ...body })),
      {
        access: operators(LIMITS.write),
        raises: [
          'not_found',
          'driver_unknown',
          'driver_offline',
          'vehicle_unfit',
          'documents_invalid',
          'driver_busy',
          'driver_committed',
          'illegal_move',
          'version_mismatch',
        ],
        params: idParams,
        body: object({
          driverId: idSchema,
          insteadOf: t.Optional({
            ...idSchema,
            description: 'Who has the booking now: it goes from them to the other at once',
          }),
        }),
        response: { 200: bookingSchema },
        detail: { tags, summary: 'Give a searching booking to a driver, or take it from one for another' },
      },
    )
    .get(
      '/v1/bookings/:id/decisions',
      async ({ context, params }) => {
        return { items: await readDecisions(context, params.id), nextCursor: null }
      },
      {
        access: operators(),
        raises: ['not_found'],
        params: idParams,
        response: { 200: object({ items: t.Array(decisionSchema), nextCursor: t.Null() }) },
        detail: { tags, summary: 'Why this driver? Candidates, gates, costs and the choice of each round' },
      },
    )
