import { Elysia, t } from 'elysia'
import { operators } from '../platform/http/access.ts'
import { csvWhereWanted, describeCsv } from '../platform/http/csv.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { nullable, object, oneOf, timeSchema, vehicleClassSchema } from '../platform/http/schemas.ts'
import { readEstimates } from './read-estimates.ts'

const estimateSchema = object({
  market: t.String(),
  vehicleClass: vehicleClassSchema,
  leg: oneOf(['pickup', 'haul']),
  hour: nullable(t.Integer({ description: 'The local hour that was promised for; null for all' })),
  samples: t.Integer(),
  maeS: t.Number({ description: 'Mean of |actual − promised|' }),
  biasS: t.Number({ description: 'Mean of actual − promised: above zero, drives take longer than promised' }),
  medianErrorShare: t.Number({ description: 'Median of |actual − promised| over promised' }),
  factor: t.Number({ description: 'What the plain estimate is multiplied by now' }),
  spread: nullable(
    t.Number({ description: 'Mean absolute deviation of the logarithm of actual over plain estimate' }),
  ),
})

const COLUMNS = Object.keys(estimateSchema.properties)

export const analyticsRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'analytics.routes', normalize: false }).use(http).get(
    '/v1/analytics/estimates',
    async ({ context, query: { from, to, ...query } }) => ({
      items: await readEstimates(context, { ...query, from: new Date(from), to: new Date(to) }),
      nextCursor: null,
    }),
    {
      access: operators(),
      raises: ['period_invalid'],
      query: object({
        from: timeSchema,
        to: timeSchema,
        market: t.Optional(
          t.String({
            pattern: '^[0-9a-f]{15}$',
            description: 'An H3 cell; its local hours are told as well',
          }),
        ),
        vehicleClass: t.Optional(vehicleClassSchema),
      }),
      mapResponse: ({ headers, responseValue }) => csvWhereWanted(headers.accept, COLUMNS, responseValue),
      response: { 200: object({ items: t.Array(estimateSchema), nextCursor: t.Null() }) },
      detail: {
        tags: ['Analytics'],
        summary: 'How far off promised pickup ETAs and durations were, and what they are corrected by',
        responses: describeCsv(COLUMNS),
      },
    },
  )
