import { and, eq, gte, inArray } from 'drizzle-orm'
import { webhookDeliveries } from '../../../db/schema/index.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { conflict, notFound } from '../../errors.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { lockEnabled } from './lock-webhook.ts'
import { deliveryView } from './webhook-view.ts'

/** One call queues at most so many again; the answer tells whether to call once more. */
const REPLAYED_MAX = 10_000

/**
 * Sends a finished delivery once more, with the same id and body and all attempts of the schedule.
 * @throws DomainError not_found, webhook_disabled, delivery_waiting.
 */
export function replayDelivery(context: Context, { id }: { id: string }) {
  return inTransaction(context, async (tx) => {
    const [found] = await tx.db.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, id))
    if (!found) throw notFound('delivery')
    await lockEnabled(tx, found.webhookId)
    const [again] = await queueAgain(tx, [id])
    if (!again) throw conflict('delivery_waiting', 'It is being delivered already.')
    await audit(tx, found.webhookId, { deliveryId: id })
    return deliveryView(again)
  })
}

/**
 * Sends what has failed of a webhook since a time once more, oldest first and at most 10,000 a call.
 * @throws DomainError not_found, webhook_disabled.
 */
export function replayFailed(context: Context, { id, since }: { id: string; since: string }) {
  return inTransaction(context, async (tx) => {
    await lockEnabled(tx, id)
    const failed = await tx.db
      .select({ id: webhookDeliveries.id })
      .from(webhookDeliveries)
      .where(
        and(
          eq(webhookDeliveries.webhookId, id),
          eq(webhookDeliveries.state, 'failed'),
          gte(webhookDeliveries.createdAt, new Date(since)),
        ),
      )
      .orderBy(webhookDeliveries.id)
      .limit(REPLAYED_MAX + 1)
    const ids = failed.slice(0, REPLAYED_MAX).map((row) => row.id)
    const replayed = ids.length === 0 ? 0 : (await queueAgain(tx, ids)).length
    await audit(tx, id, { since, replayed })
    return { replayed, hasMore: failed.length > REPLAYED_MAX }
  })
}

const FINISHED: ('delivered' | 'failed')[] = ['delivered', 'failed']

const queueAgain = (tx: Context, ids: readonly string[]) =>
  tx.db
    .update(webhookDeliveries)
    .set({ state: 'waiting', failures: 0, nextAttemptAt: tx.clock.now(), finishedAt: null })
    .where(and(inArray(webhookDeliveries.id, [...ids]), inArray(webhookDeliveries.state, FINISHED)))
    .returning()

const audit = (tx: Context, webhookId: string, after: object) =>
  recordAudit(tx, {
    ...{ action: 'webhook.replay', subjectType: 'webhook', subjectId: webhookId },
    ...{ before: null, after },
  })
