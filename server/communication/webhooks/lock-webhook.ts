import { eq } from 'drizzle-orm'
import { webhooks } from '../../../db/schema/index.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { conflict, notFound } from '../../errors.ts'
import type { Context } from '../../platform/context.ts'
import { type Webhook, webhookView } from './webhook-view.ts'

/** A webhook as it is once nobody else changes it, held until the transaction ends. @throws DomainError not_found. */
export async function lockWebhook(tx: Context, id: string): Promise<Webhook> {
  const [row] = await tx.db.select().from(webhooks).where(eq(webhooks.id, id)).for('no key update')
  if (!row) throw notFound('webhook')
  return row
}

/** The same of one that is told of events. @throws DomainError not_found, webhook_disabled. */
export async function lockEnabled(tx: Context, id: string): Promise<void> {
  const { status } = await lockWebhook(tx, id)
  if (status === 'disabled') throw conflict('webhook_disabled', 'Enable the webhook first.')
}

/** Writes what has changed of a locked webhook with the next version, and who did it. Secrets stay out of the audit log. */
export async function writeWebhook(
  tx: Context,
  before: Webhook,
  set: Partial<Webhook>,
  action: string,
): Promise<Webhook> {
  const after = { ...before, ...set, version: before.version + 1, updatedAt: tx.clock.now() }
  await tx.db.update(webhooks).set(after).where(eq(webhooks.id, before.id))
  const views = { before: webhookView(before), after: webhookView(after) }
  await recordAudit(tx, { action, subjectType: 'webhook', subjectId: before.id, ...views })
  return after
}
