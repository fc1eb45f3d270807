import { and, eq } from 'drizzle-orm'
import { webhookDeliveries, webhooks } from '../../../db/schema/index.ts'
import { assertVersion } from '../../admin/lock-vehicle.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { invalid } from '../../errors.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { refuseBadTarget } from './create-webhook.ts'
import { lockWebhook, writeWebhook } from './lock-webhook.ts'
import { createSecret, sealSecret } from './seal-secret.ts'
import { HEALTHY, type WebhookChange, webhookView } from './webhook-view.ts'

/** How long the secret before the last one signs as well, so that a receiver can change over without a gap. */
const OVERLAP_MS = 86_400_000

/**
 * Changes a webhook that nobody has changed since `version`; what waits goes to the new address.
 * @throws DomainError not_found, nothing_to_change, version_mismatch, webhook_url_invalid, event_type_unknown.
 */
export function changeWebhook(context: Context, { id, version, ...change }: WebhookChange & { id: string }) {
  if (Object.keys(change).length === 0)
    throw invalid('nothing_to_change', 'version', 'Name at least one field to change beside it.')
  refuseBadTarget(context, change)
  return inTransaction(context, async (tx) => {
    const before = await lockWebhook(tx, id)
    assertVersion(before.version, version)
    return webhookView(await writeWebhook(tx, before, change, 'webhook.change'))
  })
}

/** Tells an address of events again, from now on. One that is enabled stays as it is. @throws DomainError not_found. */
export function enableWebhook(context: Context, { id }: { id: string }) {
  return inTransaction(context, async (tx) => {
    const before = await lockWebhook(tx, id)
    if (before.status === 'enabled') return webhookView(before)
    const set = { ...HEALTHY, status: 'enabled', disabledReason: null } as const
    return webhookView(await writeWebhook(tx, before, set, 'webhook.enable'))
  })
}

/** Stops telling an address; what waits for it has failed, and can be replayed. @throws DomainError not_found. */
export function disableWebhook(context: Context, { id }: { id: string }) {
  return inTransaction(context, async (tx) => {
    const before = await lockWebhook(tx, id)
    if (before.status === 'disabled') return webhookView(before)
    await failWaiting(tx, id)
    const set = { status: 'disabled', disabledReason: 'by_admin' } as const
    return webhookView(await writeWebhook(tx, before, set, 'webhook.disable'))
  })
}

/** Nothing waits for an address that is not told any more. */
export async function failWaiting(tx: Context, webhookId: string): Promise<void> {
  await tx.db
    .update(webhookDeliveries)
    .set({ state: 'failed', finishedAt: tx.clock.now() })
    .where(and(eq(webhookDeliveries.webhookId, webhookId), eq(webhookDeliveries.state, 'waiting')))
}

/** Removes a webhook with its delivery log; the audit log keeps what it was. @throws DomainError not_found. */
export function deleteWebhook(context: Context, { id }: { id: string }): Promise<void> {
  return inTransaction(context, async (tx) => {
    const before = webhookView(await lockWebhook(tx, id))
    await tx.db.delete(webhooks).where(eq(webhooks.id, id))
    const audited = { action: 'webhook.delete', subjectType: 'webhook', subjectId: id }
    await recordAudit(tx, { ...audited, before, after: null })
  })
}

/** Gives a webhook a new secret, shown this once; the one before signs as well for a day. @throws DomainError not_found. */
export function rotateSecret(context: Context, { id }: { id: string }) {
  return inTransaction(context, async (tx) => {
    const before = await lockWebhook(tx, id)
    const secret = createSecret()
    const set = {
      sealedSecret: sealSecret(tx.config.encryptionKey, id, secret),
      previousSealedSecret: before.sealedSecret,
      previousSecretUntil: new Date(tx.clock.now().getTime() + OVERLAP_MS),
    }
    return { secret, webhook: webhookView(await writeWebhook(tx, before, set, 'webhook.rotate_secret')) }
  })
}
