import { Elysia, t } from 'elysia'
import { operators } from '../platform/http/access.ts'
import { csvWhereWanted, describeCsv } from '../platform/http/csv.ts'
import type { HttpPlugin } from '../platform/http/plugin.ts'
import { object, oneOf, pageQuery, textSchema } from '../platform/http/schemas.ts'
import { readMarkets } from '../pricing/rates/read-markets.ts'
import {
  answerOf,
  bucketSchema,
  driverSchema,
  figureSchema,
  heatSchema,
  liveSchema,
  marketSchema,
  periodOf,
  popularSchema,
  resolutionSchema,
  seriesQuery,
  stageSchema,
  viewOf,
} from './figure-schemas.ts'
import { METRICS } from './figures.ts'
import { BUCKETS } from './local-buckets.ts'
import { DRIVER_SORTS, readDriverPerformance } from './read-driver-performance.ts'
import { readFunnel } from './read-funnel.ts'
import { HEATMAP_METRICS, readHeatmap, readPopularCells } from './read-heatmap.ts'
import { readLive } from './read-live.ts'
import { readSummary } from './read-summary.ts'
import { readTimeseries } from './read-timeseries.ts'

const columnsOf = (schema: { properties: object }) => Object.keys(schema.properties)
const [FIGURE, BUCKET, STAGE, DRIVER, HEAT, POPULAR] = [
  figureSchema,
  bucketSchema,
  stageSchema,
  driverSchema,
  heatSchema,
  popularSchema,
].map(columnsOf) as [string[], string[], string[], string[], string[], string[]]

const describe = (summary: string, columns: readonly string[]) => ({
  tags: ['Analytics'],
  summary,
  responses: describeCsv(columns),
})

export const figureRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'analytics.figure-routes', normalize: false })
    .use(http)
    .get('/v1/analytics/live', ({ context }) => readLive(context), {
      access: operators(),
      response: { 200: liveSchema },
      detail: { tags: ['Analytics'], summary: 'Open bookings, drivers and the last hour, as they are now' },
    })
    .get(
      '/v1/analytics/markets',
      async ({ context }) => ({ items: await readMarkets(context), nextCursor: null }),
      {
        access: operators(),
        response: { 200: object({ items: t.Array(marketSchema), nextCursor: t.Null() }) },
        detail: {
          tags: ['Analytics'],
          summary: 'The markets that have prices, with their currency and time zone',
        },
      },
    )
    .get(
      '/v1/analytics/summary',
      async ({ context, query }) => viewOf(await readSummary(context, { ...query, ...periodOf(query) })),
      {
        access: operators(),
        raises: ['period_invalid'],
        query: object({ ...seriesQuery, compare: t.Optional(t.Literal('previous')) }),
        mapResponse: ({ headers, responseValue }) => csvWhereWanted(headers.accept, FIGURE, responseValue),
        response: { 200: answerOf(figureSchema) },
        detail: describe('Every figure of a period, and of the one before it', FIGURE),
      },
    )
    .get(
      '/v1/analytics/timeseries',
      async ({ context, query: { timeZone = 'UTC', ...query } }) =>
        viewOf(await readTimeseries(context, { ...query, timeZone, ...periodOf(query) })),
      {
        access: operators(),
        raises: ['period_invalid', 'time_zone_unknown'],
        query: object({
          ...seriesQuery,
          metric: oneOf(METRICS),
          bucket: oneOf(BUCKETS),
          timeZone: t.Optional(
            t.String({
              maxLength: 64,
              description: 'IANA name of the zone whose hours and days are meant; UTC',
            }),
          ),
          compare: t.Optional(t.Literal('previous')),
        }),
        mapResponse: ({ headers, responseValue }) => csvWhereWanted(headers.accept, BUCKET, responseValue),
        response: { 200: answerOf(bucketSchema) },
        detail: describe(
          'A figure over time, by local quarters of an hour, hours, days, weeks or months',
          BUCKET,
        ),
      },
    )
    .get(
      '/v1/analytics/funnel',
      async ({ context, query }) => viewOf(await readFunnel(context, { ...query, ...periodOf(query) })),
      {
        access: operators(),
        raises: ['period_invalid'],
        query: object({ ...seriesQuery, compare: t.Optional(t.Literal('previous')) }),
        mapResponse: ({ headers, responseValue }) => csvWhereWanted(headers.accept, STAGE, responseValue),
        response: { 200: answerOf(stageSchema) },
        detail: describe('How far the quotes of a period have come', STAGE),
      },
    )
    .get(
      '/v1/analytics/drivers',
      async ({ context, query: { sort = 'hauls', order = 'desc', limit = 50, ...query } }) =>
        viewOf(await readDriverPerformance(context, { ...query, sort, order, limit, ...periodOf(query) })),
      {
        access: operators(),
        raises: ['period_invalid', 'validation_failed'],
        query: object({
          from: seriesQuery.from,
          to: seriesQuery.to,
          sort: t.Optional(oneOf(DRIVER_SORTS)),
          order: t.Optional(oneOf(['asc', 'desc'])),
          q: t.Optional(textSchema(60)),
          ...pageQuery,
        }),
        mapResponse: ({ headers, responseValue }) => csvWhereWanted(headers.accept, DRIVER, responseValue),
        response: { 200: answerOf(driverSchema) },
        detail: describe('What each driver did', DRIVER),
      },
    )
    .get(
      '/v1/analytics/heatmap',
      async ({ context, query: { resolution = 8, ...query } }) =>
        viewOf(await readHeatmap(context, { ...query, resolution, ...periodOf(query) })),
      {
        access: operators(),
        raises: ['period_invalid'],
        query: object({ ...seriesQuery, metric: oneOf(HEATMAP_METRICS), resolution: resolutionSchema }),
        mapResponse: ({ headers, responseValue }) => csvWhereWanted(headers.accept, HEAT, responseValue),
        response: { 200: answerOf(heatSchema) },
        detail: describe('Demand, supply or unmet demand by H3 cell, most first', HEAT),
      },
    )
    .get(
      '/v1/analytics/cells',
      async ({ context, query: { resolution = 8, limit = 50, ...query } }) =>
        viewOf(await readPopularCells(context, { ...query, resolution, limit, ...periodOf(query) })),
      {
        access: operators(),
        raises: ['period_invalid'],
        query: object({
          ...seriesQuery,
          resolution: resolutionSchema,
          limit: pageQuery.limit,
        }),
        mapResponse: ({ headers, responseValue }) => csvWhereWanted(headers.accept, POPULAR, responseValue),
        response: { 200: answerOf(popularSchema) },
        detail: describe('The cells where goods are picked up most', POPULAR),
      },
    )
