import { Elysia, t } from 'elysia'
import { idPageQuery } from '../../admin/page.ts'
import { LIMITS, only } from '../../platform/http/access.ts'
import type { HttpPlugin } from '../../platform/http/plugin.ts'
import { idParams, object, pageOf, timeSchema } from '../../platform/http/schemas.ts'
import { sendTestEvent } from './queue-deliveries.ts'
import { listDeliveries, readDelivery } from './read-webhooks.ts'
import { replayDelivery, replayFailed } from './replay-deliveries.ts'
import { deliveryDetailSchema, deliverySchema, deliveryStateSchema } from './webhook-view.ts'

const tags = ['Webhooks']
const mayRead = only(['admin'])
const mayWrite = only(['admin'], LIMITS.write)

export const deliveryRoutes = (http: HttpPlugin) =>
  new Elysia({ name: 'delivery.routes', normalize: false })
    .use(http)
    .post(
      '/v1/admin/webhooks/:id/test',
      async ({ context, params, status }) => status(201, await sendTestEvent(context, { id: params.id })),
      {
        access: mayWrite,
        raises: ['not_found', 'webhook_disabled'],
        params: idParams,
        response: { 201: deliverySchema },
        detail: { tags, summary: 'Send it an event `webhook.test`' },
      },
    )
    .get(
      '/v1/admin/webhooks/:id/deliveries',
      ({ context, params, query }) => listDeliveries(context, { ...query, webhookId: params.id }),
      {
        access: mayRead,
        raises: ['not_found'],
        params: idParams,
        query: object({ ...idPageQuery, state: t.Optional(deliveryStateSchema) }),
        response: { 200: pageOf(deliverySchema) },
        detail: { tags, summary: 'What it was or is to be told, newest first' },
      },
    )
    .post(
      '/v1/admin/webhooks/:id/replay',
      ({ context, params, body }) => replayFailed(context, { ...body, id: params.id }),
      {
        access: mayWrite,
        raises: ['not_found', 'webhook_disabled'],
        params: idParams,
        body: object({ since: timeSchema }, { examples: [{ since: '2026-03-02T09:00:00.000Z' }] }),
        response: { 200: object({ replayed: t.Integer({ examples: [12] }), hasMore: t.Boolean() }) },
        detail: { tags, summary: 'Send what has failed since a time once more, at most 10,000 a call' },
      },
    )
    .get('/v1/admin/webhook-deliveries/:id', ({ context, params }) => readDelivery(context, params.id), {
      access: mayRead,
      raises: ['not_found'],
      params: idParams,
      response: { 200: deliveryDetailSchema },
      detail: { tags, summary: 'One delivery: its body, and what came of each attempt' },
    })
    .post(
      '/v1/admin/webhook-deliveries/:id/replay',
      ({ context, params }) => replayDelivery(context, { id: params.id }),
      {
        access: mayWrite,
        raises: ['not_found', 'webhook_disabled', 'delivery_waiting'],
        params: idParams,
        response: { 200: deliverySchema },
        detail: { tags, summary: 'Send a delivery once more, with the same id and body' },
      },
    )
