import { Elysia, t } from 'elysia'
import { idPageQuery } from '../../admin/page.ts'
import { LIMITS, only } from '../../platform/http/access.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import { idParams, object, pageOf } from '../../platform/http/schemas.ts'
import {
  changeWebhook,
  deleteWebhook,
  disableWebhook,
  enableWebhook,
  rotateSecret,
} from './change-webhook.ts'
import { createWebhook } from './create-webhook.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { WEBHOOK_TYPES } from './event-types.ts'
import { listWebhooks, readWebhook } from './read-webhooks.ts'
import {
  changeWebhookBody,
  createWebhookBody,
  secretSchema,
  webhookSchema,
  webhookStatusSchema,
} from './webhook-view.ts'

const tags = ['Webhooks']
const mayRead = only(['admin'])
const mayWrite = only(['admin'], LIMITS.write)

export const webhookRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'webhook.routes', normalize: false })
    .use(http)
    .use(deliveryRoutes(http))
    .get('/v1/admin/webhooks', ({ context, query }) => listWebhooks(context, query), {
      access: mayRead,
      query: object({ ...idPageQuery, status: t.Optional(webhookStatusSchema) }),
      response: { 200: pageOf(webhookSchema) },
      detail: { tags, summary: 'Addresses that are told of events, newest first' },
    })
    .post(
      '/v1/admin/webhooks',
      async ({ context, body, status }) => status(201, await createWebhook(context, body)),
      {
        access: mayWrite,
        raises: ['webhook_url_invalid', 'event_type_unknown'],
        body: createWebhookBody,
        response: { 201: secretSchema },
        detail: {
          tags,
          summary: 'Tell an address of events, signed with the secret that is answered this once',
        },
      },
    )
    .get('/v1/admin/webhook-event-types', () => ({ items: [...WEBHOOK_TYPES] }), {
      access: mayRead,
      response: { 200: object({ items: t.Array(t.String({ examples: ['booking.moved'] })) }) },
      detail: { tags, summary: 'What a webhook can ask for' },
    })
    .get('/v1/admin/webhooks/:id', ({ context, params }) => readWebhook(context, params.id), {
      access: mayRead,
      raises: ['not_found'],
      params: idParams,
      response: { 200: webhookSchema },
      detail: { tags, summary: 'One webhook and how it fares' },
    })
    .patch(
      '/v1/admin/webhooks/:id',
      ({ context, params, body }) => changeWebhook(context, { ...body, id: params.id }),
      {
        access: mayWrite,
        raises: [
          'not_found',
          'nothing_to_change',
          'version_mismatch',
          'webhook_url_invalid',
          'event_type_unknown',
        ],
        params: idParams,
        body: changeWebhookBody,
        response: { 200: webhookSchema },
        detail: { tags, summary: 'Change a webhook that nobody has changed meanwhile' },
      },
    )
    .delete(
      '/v1/admin/webhooks/:id',
      async ({ context, params, status }) => {
        await deleteWebhook(context, { id: params.id })
        return status(204, undefined)
      },
      {
        access: mayWrite,
        raises: ['not_found'],
        params: idParams,
        response: { 204: t.Void() },
        detail: { tags, summary: 'Remove a webhook with its delivery log' },
      },
    )
    .post(
      '/v1/admin/webhooks/:id/enable',
      ({ context, params }) => enableWebhook(context, { id: params.id }),
      {
        access: mayWrite,
        raises: ['not_found'],
        params: idParams,
        response: { 200: webhookSchema },
        detail: { tags, summary: 'Tell it of events again, from now on' },
      },
    )
    .post(
      '/v1/admin/webhooks/:id/disable',
      ({ context, params }) => disableWebhook(context, { id: params.id }),
      {
        access: mayWrite,
        raises: ['not_found'],
        params: idParams,
        response: { 200: webhookSchema },
        detail: { tags, summary: 'Stop telling it; what waits has failed, and can be replayed' },
      },
    )
    .post(
      '/v1/admin/webhooks/:id/rotate-secret',
      ({ context, params }) => rotateSecret(context, { id: params.id }),
      {
        access: mayWrite,
        raises: ['not_found'],
        params: idParams,
        response: { 200: secretSchema },
        detail: { tags, summary: 'A new secret; the one before signs as well for 24 hours' },
      },
    )
