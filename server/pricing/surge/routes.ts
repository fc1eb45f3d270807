import { Elysia, t } from 'elysia'
import { idPageQuery } from '../../admin/page.ts'
import { LIMITS, operators } from '../../platform/http/access.ts'
import { integer, queryInteger } from '../../platform/http/numbers.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import {
  idParams,
  nullable,
  object,
  oneOf,
  pageOf,
  textSchema,
  timeSchema,
} from '../../platform/http/schemas.ts'
import { HISTORY_PAGE_MAX, readHistory } from './read-history.ts'
import { readPublication } from './read-publication.ts'
import { readControls } from './read-settings.ts'
import { listVersions, readSurge } from './read-surge.ts'
import { reportSchema } from './report-schema.ts'
import { REPORT_MAX_DAYS, reportShadow } from './report-shadow.ts'
import { setParameters } from './set-parameters.ts'
import { BUILT_IN_PARAMETERS, parametersSchema } from './surge-parameters.ts'
import {
  controlSchema,
  controlView,
  marketSchema,
  publicationSchema,
  surgeSchema,
  versionSchema,
} from './surge-schemas.ts'
import { endControl, takeInHand } from './take-in-hand.ts'

const tags = ['Pricing']
const mayRead = operators()
const maySteer = operators(LIMITS.write)
const MARKET = '8460145ffffffff'
const HISTORY_PAGE_DEFAULT = 50

const versionBody = {
  market: marketSchema,
  version: integer({
    minimum: 0,
    description: 'The version that the change is based on; 0 where there is none',
  }),
}
const parametersBody = object(
  { ...versionBody, parameters: parametersSchema },
  { examples: [{ market: MARKET, version: 0, parameters: BUILT_IN_PARAMETERS }] },
)
const endBody = object(versionBody, { examples: [{ market: MARKET, version: 1 }] })
const controlBody = object(
  {
    market: marketSchema,
    kind: oneOf(['freeze', 'override']),
    multiplier: t.Optional(t.Number({ minimum: 1, maximum: 10, description: 'Of an override' })),
    reason: textSchema(500),
    expiresAt: t.Optional(timeSchema),
  },
  {
    examples: [
      { market: MARKET, kind: 'override', multiplier: 1.5, reason: 'The marathon closes the centre' },
    ],
  },
)
const periodQuery = { market: marketSchema, from: timeSchema, to: timeSchema }
/** What a market's surge is and was, and how operators steer it. */
export const surgeRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'surge.routes', normalize: false })
    .use(http)
    .get('/v1/admin/surge', ({ context, query }) => readSurge(context, query), {
      access: mayRead,
      raises: ['market_unknown'],
      query: object({ market: marketSchema }),
      response: { 200: surgeSchema },
      detail: { tags, summary: "A market's surge now: cells with their inputs, parameters, shadow, control" },
    })
    .get('/v1/admin/surge/parameters', ({ context, query }) => listVersions(context, query), {
      access: mayRead,
      raises: ['market_unknown'],
      query: object({ ...idPageQuery, market: marketSchema }),
      response: { 200: pageOf(versionSchema) },
      detail: { tags, summary: "Every version of a market's parameters, live and shadow, newest first" },
    })
    .post(
      '/v1/admin/surge/parameters',
      async ({ context, body, status }) =>
        status(201, await setParameters(context, { ...body, mode: 'live' })),
      {
        access: maySteer,
        raises: ['market_unknown', 'surge_parameters_invalid', 'version_mismatch'],
        body: parametersBody,
        response: { 201: versionSchema },
        detail: { tags, summary: 'Put a new version of the parameters in force' },
      },
    )
    .post(
      '/v1/admin/surge/shadow',
      async ({ context, body, status }) =>
        status(201, await setParameters(context, { ...body, mode: 'shadow' })),
      {
        access: maySteer,
        raises: ['market_unknown', 'surge_parameters_invalid', 'version_mismatch'],
        body: parametersBody,
        response: { 201: versionSchema },
        detail: { tags, summary: 'Run parameters beside those in force, without touching prices' },
      },
    )
    .post(
      '/v1/admin/surge/shadow/end',
      ({ context, body }) => setParameters(context, { ...body, mode: 'shadow', parameters: null }),
      {
        access: maySteer,
        raises: ['market_unknown', 'version_mismatch'],
        body: endBody,
        response: { 200: versionSchema },
        detail: { tags, summary: 'End the shadow set' },
      },
    )
    .post(
      '/v1/admin/surge/controls',
      async ({ context, body, status }) => status(201, await takeInHand(context, body)),
      {
        access: maySteer,
        raises: ['market_unknown', 'multiplier_misplaced', 'expiry_past', 'surge_in_hand'],
        body: controlBody,
        response: { 201: controlSchema },
        detail: { tags, summary: "Freeze a market's multipliers, or set one for all of it" },
      },
    )
    .get(
      '/v1/admin/surge/controls',
      async ({ context }) => ({ items: (await readControls(context)).map(controlView), nextCursor: null }),
      {
        access: mayRead,
        response: { 200: object({ items: t.Array(controlSchema), nextCursor: t.Null() }) },
        detail: { tags, summary: 'What is frozen or overridden now, of all markets' },
      },
    )
    .post('/v1/admin/surge/controls/:id/end', ({ context, params }) => endControl(context, params), {
      access: maySteer,
      raises: ['not_found', 'surge_hand_ended'],
      params: idParams,
      response: { 200: controlSchema },
      detail: { tags, summary: 'Give a market back to demand and supply' },
    })
    .get(
      '/v1/admin/surge/history',
      ({ context, query: { from, to, limit = HISTORY_PAGE_DEFAULT, cursor, ...query } }) =>
        readHistory(context, {
          ...query,
          limit,
          from: new Date(from),
          to: new Date(to),
          ...(cursor && { cursor: new Date(cursor) }),
        }),
      {
        access: mayRead,
        raises: ['market_unknown', 'period_invalid'],
        query: object({
          ...periodQuery,
          cell: t.Optional(textSchema(20)),
          limit: t.Optional(
            queryInteger({ minimum: 1, maximum: HISTORY_PAGE_MAX, default: HISTORY_PAGE_DEFAULT }),
          ),
          cursor: t.Optional(timeSchema),
        }),
        response: { 200: pageOf(publicationSchema) },
        detail: { tags, summary: "A market's publications with their inputs, oldest first, for replay" },
      },
    )
    .get(
      '/v1/admin/surge/publication',
      ({ context, query: { market, at } }) => readPublication(context, { market, at: new Date(at) }),
      {
        access: mayRead,
        raises: ['market_unknown'],
        query: object({ market: marketSchema, at: timeSchema }),
        response: { 200: object({ publication: nullable(publicationSchema) }) },
        detail: { tags, summary: "A market's publication that held at a moment, null where none did" },
      },
    )
    .get(
      '/v1/admin/surge/shadow-report',
      ({ context, query: { market, from, to } }) =>
        reportShadow(context, { market, from: new Date(from), to: new Date(to) }),
      {
        access: mayRead,
        raises: ['market_unknown', 'period_invalid'],
        query: object(periodQuery),
        response: { 200: reportSchema },
        detail: {
          tags,
          summary: `The shadow set beside the live one over up to ${REPORT_MAX_DAYS} days: multipliers, prices, demand`,
        },
      },
    )
