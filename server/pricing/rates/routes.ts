import { Elysia, t } from 'elysia'
import { idPageQuery } from '../../admin/page.ts'
import { LIMITS, only } from '../../platform/http/access.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import {
  idParams,
  object,
  oneOf,
  pageOf,
  textSchema,
  timeSchema,
  vehicleClassSchema,
} from '../../platform/http/schemas.ts'
import { createVersion } from './create-version.ts'
import { listVersions, readVersion } from './list-versions.ts'
import { previewDraft } from './preview-draft.ts'
import { previewBody, previewSchema } from './preview-schemas.ts'
import { draftSchema, RATE_CARD_STATUSES, rateCardSchema } from './rate-card-schemas.ts'
import { withdrawVersion } from './withdraw-version.ts'

const tags = ['Pricing']
const mayRead = only(['admin'])
const mayWrite = only(['admin'], LIMITS.write)
const moment = t.String({
  ...timeSchema,
  description: `${timeSchema.description}: the moment to be in force at`,
})
const PLAN_ERRORS = [
  'rate_card_unknown',
  'rate_card_invalid',
  'market_unknown',
  'start_out_of_range',
  'start_taken',
  'currency_differs',
  'version_mismatch',
  'too_many_upcoming',
] as const

/** The versions of rate cards: what was, is and will be in force, and what a draft would change. */
export const rateCardRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'rate-card.routes', normalize: false })
    .use(http)
    .get(
      '/v1/admin/rate-cards',
      ({ context, query: { at, ...filter } }) =>
        listVersions(context, { ...filter, ...(at && { at: new Date(at) }) }),
      {
        access: mayRead,
        query: object({
          ...idPageQuery,
          market: t.Optional(textSchema(20)),
          class: t.Optional(vehicleClassSchema),
          status: t.Optional(oneOf(RATE_CARD_STATUSES)),
          at: t.Optional(moment),
        }),
        response: { 200: pageOf(rateCardSchema) },
        detail: { tags, summary: 'Versions of rate cards, newest first' },
      },
    )
    .post(
      '/v1/admin/rate-cards',
      async ({ context, body, status }) => status(201, await createVersion(context, body)),
      {
        access: mayWrite,
        raises: [...PLAN_ERRORS],
        body: draftSchema,
        response: { 201: rateCardSchema },
        detail: { tags, summary: 'Add a version of a rate card, which holds from its start on' },
      },
    )
    .post('/v1/admin/rate-cards/preview', ({ context, body }) => previewDraft(context, body), {
      access: mayWrite,
      raises: [...PLAN_ERRORS, 'too_far'],
      body: previewBody,
      response: { 200: previewSchema },
      detail: { tags, summary: 'Price sample trips and past quotes with a draft; stores nothing' },
    })
    .get('/v1/admin/rate-cards/:id', ({ context, params }) => readVersion(context, params.id), {
      access: mayRead,
      raises: ['not_found'],
      params: idParams,
      response: { 200: rateCardSchema },
      detail: { tags, summary: 'One version of a rate card' },
    })
    .post('/v1/admin/rate-cards/:id/withdraw', ({ context, params }) => withdrawVersion(context, params), {
      access: mayWrite,
      raises: ['not_found', 'rate_card_started', 'rate_card_withdrawn'],
      params: idParams,
      response: { 200: rateCardSchema },
      detail: { tags, summary: 'Take a version back that has not started' },
    })
