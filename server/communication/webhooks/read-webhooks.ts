import { and, desc, eq, lt } from 'drizzle-orm'
import { webhookAttempts, webhookDeliveries, webhooks } from '../../../db/schema/index.ts'
import { type IdPage, rowsToRead, toPage } from '../../admin/page.ts'
import { notFound } from '../../errors.ts'
import type { Context } from '../../platform/context.ts'
import { type Delivery, deliveryView, type Webhook, webhookView } from './webhook-view.ts'

const ATTEMPTS_SHOWN_MAX = 100

/** Webhooks, newest first. */
export async function listWebhooks(context: Context, page: IdPage & { status?: Webhook['status'] }) {
  const { status, cursor } = page
  const rows = await context.db
    .select()
    .from(webhooks)
    .where(and(status && eq(webhooks.status, status), cursor ? lt(webhooks.id, cursor) : undefined))
    .orderBy(desc(webhooks.id))
    .limit(rowsToRead(page))
  return toPage(rows, page, webhookView)
}

/** @throws DomainError not_found. */
export async function readWebhook(context: Context, id: string) {
  const [row] = await context.db.select().from(webhooks).where(eq(webhooks.id, id))
  if (!row) throw notFound('webhook')
  return webhookView(row)
}

/** What a webhook was or is to be told, newest first. @throws DomainError not_found. */
export async function listDeliveries(
  context: Context,
  page: IdPage & { webhookId: string; state?: Delivery['state'] },
) {
  const { webhookId, state, cursor } = page
  await readWebhook(context, webhookId)
  const rows = await context.db
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.webhookId, webhookId),
        state && eq(webhookDeliveries.state, state),
        cursor ? lt(webhookDeliveries.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(webhookDeliveries.id))
    .limit(rowsToRead(page))
  return toPage(rows, page, deliveryView)
}

/** One delivery with its body and what came of each attempt. @throws DomainError not_found. */
export async function readDelivery(context: Context, id: string) {
  const [row] = await context.db.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, id))
  if (!row) throw notFound('delivery')
  const attempts = await context.db
    .select()
    .from(webhookAttempts)
    .where(eq(webhookAttempts.deliveryId, id))
    .orderBy(desc(webhookAttempts.number))
    .limit(ATTEMPTS_SHOWN_MAX)
  const attemptLog = attempts.map(({ deliveryId: _, ...attempt }) => ({
    ...attempt,
    attemptedAt: attempt.attemptedAt.toISOString(),
  }))
  return { ...deliveryView(row), body: row.body, attemptLog }
}
