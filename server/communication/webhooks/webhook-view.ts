import { type Static, t } from 'elysia'
import type { webhookDeliveries, webhooks } from '../../../db/schema/index.ts'
import { integer } from '../../platform/http/numbers.ts'
import { idSchema, nullable, object, oneOf, textSchema, timeSchema } from '../../platform/http/schemas.ts'

const URL_MAX_CHARS = 2_000
const PATTERNS_MAX = 50

const fields = {
  url: t.String({
    minLength: 1,
    maxLength: URL_MAX_CHARS,
    pattern: '^[\\x21-\\x7e]+$',
    description: 'an address such as https://example.com/hooks',
  }),
  eventTypes: t.Array(
    t.String({
      maxLength: 60,
      pattern: '^(\\*|[a-z_]+\\.(\\*|[a-z_]+))$',
      description: 'an event type, booking.* or *',
    }),
    {
      minItems: 1,
      maxItems: PATTERNS_MAX,
      description: 'Event types, `booking.*` for all that begin so, or `*`',
    },
  ),
  description: textSchema(200, 0),
}
const example = { url: 'https://example.com/hooks', eventTypes: ['booking.*'], description: 'Order system' }

export const createWebhookBody = object(
  { ...fields, description: t.Optional(fields.description) },
  { examples: [example] },
)
export const changeWebhookBody = object(
  {
    ...t.Partial(t.Object(fields)).properties,
    version: integer({ minimum: 1, description: 'the version that the change is based on' }),
  },
  { examples: [{ version: 1, eventTypes: ['booking.moved'] }] },
)
export const webhookStatusSchema = oneOf(['enabled', 'disabled'])
export const webhookSchema = object({
  id: idSchema,
  url: t.String({ examples: ['https://example.com/hooks'] }),
  description: t.String(),
  eventTypes: t.Array(t.String()),
  status: webhookStatusSchema,
  disabledReason: nullable(oneOf(['by_admin', 'gone', 'failing'])),
  failingSince: nullable(timeSchema),
  failuresInRow: t.Integer(),
  pausedUntil: nullable(timeSchema),
  previousSecretUntil: nullable(timeSchema),
  version: t.Integer(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
})
export const secretSchema = object({
  secret: t.String({ description: 'Shown this once: keep it', examples: ['whsec_…, 32 bytes in base64'] }),
  webhook: webhookSchema,
})

export const deliveryStateSchema = oneOf(['waiting', 'delivered', 'failed'])
const attemptSchema = object({
  number: t.Integer({ examples: [1] }),
  attemptedAt: timeSchema,
  latencyMs: t.Integer(),
  status: nullable(
    t.Integer({ description: 'HTTP status; null where there was no answer', examples: [503] }),
  ),
  response: t.String({ description: 'The first bytes of the answer', examples: ['try again later'] }),
  error: nullable(t.String({ examples: ['no answer in time'] })),
})
export const deliverySchema = object({
  id: idSchema,
  webhookId: idSchema,
  eventId: t.String({ format: 'uuid', description: 'The `webhook-id` that receivers see' }),
  type: t.String({ examples: ['booking.moved'] }),
  state: deliveryStateSchema,
  attempts: t.Integer(),
  nextAttemptAt: nullable(timeSchema),
  createdAt: timeSchema,
  finishedAt: nullable(timeSchema),
})
const BODY = '{"type":"booking.moved","timestamp":"2026-03-02T09:30:00.000Z","data":{}}'
export const deliveryDetailSchema = object({
  ...deliverySchema.properties,
  body: t.String({ description: 'As it is sent', examples: [BODY] }),
  attemptLog: t.Array(attemptSchema, { description: 'The latest first, at most 100' }),
})

export type NewWebhook = Static<typeof createWebhookBody>
export type WebhookChange = Static<typeof changeWebhookBody>
export type Webhook = typeof webhooks.$inferSelect
export type Delivery = typeof webhookDeliveries.$inferSelect

/** Of a webhook whose last attempt succeeded, or that has had none yet. */
export const HEALTHY = { failingSince: null, failuresInRow: 0, pausedUntil: null }

const timeOf = (date: Date | null) => date?.toISOString() ?? null

/** What may be known of a webhook: everything but its secrets. */
export const webhookView = ({
  sealedSecret: _sealed,
  previousSealedSecret: _previous,
  ...row
}: Webhook): Static<typeof webhookSchema> => ({
  ...row,
  failingSince: timeOf(row.failingSince),
  pausedUntil: timeOf(row.pausedUntil),
  previousSecretUntil: timeOf(row.previousSecretUntil),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})

export const deliveryView = ({
  body: _body,
  failures: _failures,
  ...row
}: Delivery): Static<typeof deliverySchema> => ({
  ...row,
  nextAttemptAt: row.state === 'waiting' ? row.nextAttemptAt.toISOString() : null,
  createdAt: row.createdAt.toISOString(),
  finishedAt: timeOf(row.finishedAt),
})
