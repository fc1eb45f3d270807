import { Elysia, t } from 'elysia'
import { idPageQuery } from '../admin/page.ts'
import { LIMITS, only, operators } from '../platform/http/access.ts'
import { integer } from '../platform/http/numbers.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import {
  idParams,
  idSchema,
  nullable,
  object,
  pageOf,
  textSchema,
  timeSchema,
} from '../platform/http/schemas.ts'
import { rateCustomer } from './rate-customer.ts'
import { listRatings, readReputations } from './read-ratings.ts'
import { ratedView } from './reveal-ratings.ts'
import { bookingSchema } from './views.ts'

const ratingSchema = object({
  bookingId: idSchema,
  byId: t.String({
    format: 'uuid',
    description: 'Who rated',
    examples: ['01956a2c-7f00-7000-8000-000000000003'],
  }),
  stars: t.Integer(),
  comment: nullable(t.String()),
  completedAt: { ...timeSchema, examples: ['2026-03-02T10:05:00.000Z'] },
})
const tags = ['Ratings and reliability']

export const ratingRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'booking.rating-routes', normalize: false })
    .use(http)
    .post(
      '/v1/bookings/:id/customer-rating',
      async ({ context, params, body: { stars, comment } }) => {
        const rating = { bookingId: params.id, stars, comment: comment || null }
        return ratedView(context, await rateCustomer(context, rating))
      },
      {
        access: only(['driver'], LIMITS.write),
        raises: ['not_found', 'not_rateable'],
        params: idParams,
        body: object({
          stars: integer({ minimum: 1, maximum: 5 }),
          comment: t.Optional(textSchema(1_000, 0)),
        }),
        response: { 200: bookingSchema },
        detail: {
          tags,
          summary:
            'The driver rates the customer, once, in the 14 days after the completion; each sees the other’s rating when both have rated or these are over',
        },
      },
    )
    .get(
      '/v1/drivers/:id/ratings',
      ({ context, params, query }) => listRatings(context, { ...query, of: 'driver', id: params.id }),
      {
        access: operators(),
        params: idParams,
        query: object(idPageQuery),
        response: { 200: pageOf(ratingSchema) },
        detail: { tags, summary: 'What customers said of a driver, newest booking first' },
      },
    )
    .get(
      '/v1/customers/:id/ratings',
      async ({ context, params: { id }, query }) => ({
        ...(await listRatings(context, { ...query, of: 'customer', id })),
        ratingAvg: (await readReputations(context, [id])).get(id) ?? null,
      }),
      {
        access: operators(),
        params: idParams,
        query: object(idPageQuery),
        response: {
          200: object({
            ...pageOf(ratingSchema).properties,
            ratingAvg: nullable(t.Number({ description: 'Mean stars' })),
          }),
        },
        detail: { tags, summary: 'What drivers said of a customer, newest booking first, and their mean' },
      },
    )
