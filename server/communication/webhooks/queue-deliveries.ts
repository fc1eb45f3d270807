import { eq } from 'drizzle-orm'
import { webhookDeliveries, webhooks } from '../../../db/schema/index.ts'
import { recordAudit } from '../../admin/record-audit.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import type { LoggedEvent } from '../../platform/event-log/port.ts'
import { isAskedFor, TEST_TYPE, WEBHOOK_TOPICS } from './event-types.ts'
import { lockEnabled } from './lock-webhook.ts'
import { type Delivery, deliveryView } from './webhook-view.ts'

type Told = Pick<LoggedEvent, 'id' | 'occurredAt' | 'data'> & { type: string }

/** Queues an event for every webhook that asks for it; in the transaction that handles the event. */
export async function queueDeliveries(context: Context, event: LoggedEvent): Promise<void> {
  if (!WEBHOOK_TOPICS.some((topic) => topic === event.topic)) return
  const enabled = await context.db
    .select({ id: webhooks.id, eventTypes: webhooks.eventTypes })
    .from(webhooks)
    .where(eq(webhooks.status, 'enabled'))
  const rows = enabled
    .filter(({ eventTypes }) => isAskedFor(eventTypes, event.type))
    .map(({ id }) => deliveryOf(context, id, event))
  // The log may bring an event again when the inbox has forgotten it.
  if (rows.length > 0) await context.db.insert(webhookDeliveries).values(rows).onConflictDoNothing()
}

/**
 * Queues a test event for one webhook, whatever it asks for.
 * @throws DomainError not_found, webhook_disabled.
 */
export function sendTestEvent(context: Context, { id }: { id: string }) {
  return inTransaction(context, async (tx) => {
    await lockEnabled(tx, id)
    const occurredAt = tx.clock.now().toISOString()
    const row = deliveryOf(tx, id, { id: tx.newId(), type: TEST_TYPE, occurredAt, data: { webhookId: id } })
    const [queued] = await tx.db.insert(webhookDeliveries).values(row).returning()
    await recordAudit(tx, {
      ...{ action: 'webhook.test', subjectType: 'webhook', subjectId: id },
      ...{ before: null, after: { deliveryId: row.id } },
    })
    return deliveryView(queued as Delivery)
  })
}

function deliveryOf({ newId, clock }: Context, webhookId: string, { id, type, occurredAt, data }: Told) {
  const now = clock.now()
  return {
    ...{ id: newId(), webhookId, eventId: id, type },
    body: JSON.stringify({ type, timestamp: occurredAt, data }),
    ...{ nextAttemptAt: now, createdAt: now },
  }
}
