import { webhooks } from '../../../db/schema/index.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { invalid } from '../../errors.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { faultOfUrl } from './check-target.ts'
import { findIdlePattern } from './event-types.ts'
import { createSecret, sealSecret } from './seal-secret.ts'
import { HEALTHY, type NewWebhook, type Webhook, webhookView } from './webhook-view.ts'

/**
 * Adds an address that is told of events from now on. The answer is the only one that ever shows the secret.
 * @throws DomainError webhook_url_invalid (on `url`), event_type_unknown (on `eventTypes`).
 */
export async function createWebhook(context: Context, { description = '', ...input }: NewWebhook) {
  refuseBadTarget(context, input)
  const [id, now, secret] = [context.newId(), context.clock.now(), createSecret()]
  const row: Webhook = {
    ...{ ...input, id, description },
    sealedSecret: sealSecret(context.config.encryptionKey, id, secret),
    ...{ previousSealedSecret: null, previousSecretUntil: null },
    ...{ status: 'enabled', disabledReason: null },
    ...HEALTHY,
    ...{ version: 1, createdAt: now, updatedAt: now },
  }
  const webhook = webhookView(row)
  await inTransaction(context, async (tx) => {
    await tx.db.insert(webhooks).values(row)
    await recordAudit(tx, {
      ...{ action: 'webhook.create', subjectType: 'webhook', subjectId: id },
      ...{ before: null, after: webhook },
    })
  })
  return { secret, webhook }
}

/** @throws DomainError webhook_url_invalid, event_type_unknown. */
export function refuseBadTarget({ config }: Context, { url, eventTypes }: Partial<NewWebhook>): void {
  const fault = url === undefined ? null : faultOfUrl(url, config)
  if (fault) throw invalid('webhook_url_invalid', 'url', fault)
  const idle = findIdlePattern(eventTypes ?? [])
  if (idle) throw invalid('event_type_unknown', 'eventTypes', `There are no events of ${idle}.`)
}
