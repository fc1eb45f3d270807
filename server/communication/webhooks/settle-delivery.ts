/*
 * What follows from an attempt. A 2xx is success and makes the endpoint healthy. Anything else is a failure: the delivery
 * waits for its next attempt, or has failed once the schedule is used up, and the endpoint counts failures in a row. From
 * the fifth on it is left alone for a while that doubles up to five minutes (its breaker: then one attempt tries it). It is
 * disabled with a notice to the admins at once by 410 Gone, or once it has answered nothing but failures for five days.
 */
import { and, eq } from 'drizzle-orm'
import { webhookAttempts, webhookDeliveries, webhooks } from '../../../db/schema/index.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { notify } from '../inbox/notify.ts'
import { nextAttemptAt } from '../retry-schedule.ts'
import { failWaiting } from './change-webhook.ts'
import type { Claimed } from './claim-deliveries.ts'
import type { Outcome } from './post-message.ts'
import { HEALTHY, type Webhook } from './webhook-view.ts'

const BREAKER_FAILURES = 5
const PAUSE_FIRST_MS = 10_000
const PAUSE_MAX_MS = 300_000
export const DISABLED_AFTER_MS = 5 * 86_400_000
/** Days with hardly anything to deliver say little. */
const DISABLED_FAILURES_MIN = 20
const GONE = 410

type Attempt = { attemptedAt: Date; latencyMs: number; outcome: Outcome }
export type Settled = 'delivered' | 'retried' | 'failed'

const isSuccess = ({ status }: Outcome) => status !== null && status >= 200 && status < 300

/** Writes down an attempt and all that follows from it, in one transaction; twice is harmless. */
export function settleDelivery(context: Context, claimed: Claimed, attempt: Attempt): Promise<Settled> {
  const { attemptedAt, latencyMs, outcome } = attempt
  return inTransaction(context, async (tx) => {
    const [webhook] = await tx.db
      .select()
      .from(webhooks)
      .where(eq(webhooks.id, claimed.webhookId))
      // Events may be queued for it meanwhile.
      .for('no key update')
    // Deleted meanwhile, and its log with it.
    if (!webhook) return 'failed'
    const { id: deliveryId, attempts: number } = claimed
    await tx.db
      .insert(webhookAttempts)
      .values({ deliveryId, number, attemptedAt, latencyMs, ...outcome })
      .onConflictDoNothing()
    if (isSuccess(outcome)) return settleSuccess(tx, webhook, claimed)
    await countFailure(tx, webhook, outcome)
    return settleFailure(tx, claimed)
  })
}

async function settleSuccess(tx: Context, webhook: Webhook, { id }: Claimed): Promise<Settled> {
  await tx.db
    .update(webhookDeliveries)
    .set({ state: 'delivered', finishedAt: tx.clock.now() })
    // Even of one that was given up meanwhile: the receiver has it.
    .where(eq(webhookDeliveries.id, id))
  if (webhook.failuresInRow > 0) await tx.db.update(webhooks).set(HEALTHY).where(eq(webhooks.id, webhook.id))
  return 'delivered'
}

async function settleFailure(tx: Context, { id, attempts }: Claimed): Promise<Settled> {
  // An attempt whose lease ran out has been overtaken: what is true now is the later one's to say.
  const isOurs = and(
    eq(webhookDeliveries.id, id),
    eq(webhookDeliveries.attempts, attempts),
    eq(webhookDeliveries.state, 'waiting'),
  )
  const [delivery] = await tx.db.select().from(webhookDeliveries).where(isOurs).for('update')
  if (!delivery) return 'failed'
  const failures = delivery.failures + 1
  const next = nextAttemptAt(failures, tx.clock.now(), tx.random())
  const set = next
    ? { failures, nextAttemptAt: next }
    : { failures, state: 'failed' as const, finishedAt: tx.clock.now() }
  await tx.db.update(webhookDeliveries).set(set).where(isOurs)
  return next ? 'retried' : 'failed'
}

async function countFailure(tx: Context, webhook: Webhook, { status }: Outcome): Promise<void> {
  if (webhook.status === 'disabled') return
  const now = tx.clock.now()
  const failuresInRow = webhook.failuresInRow + 1
  const failingSince = webhook.failingSince ?? now
  const isLong =
    now.getTime() - failingSince.getTime() >= DISABLED_AFTER_MS && failuresInRow >= DISABLED_FAILURES_MIN
  const disabledReason = status === GONE ? 'gone' : isLong ? 'failing' : null
  const pauseMs = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** (failuresInRow - BREAKER_FAILURES))
  const pausedUntil = failuresInRow < BREAKER_FAILURES ? null : new Date(now.getTime() + pauseMs)
  const health = { failuresInRow, failingSince, pausedUntil }
  if (!disabledReason) {
    await tx.db.update(webhooks).set(health).where(eq(webhooks.id, webhook.id))
    return
  }
  const changed = { version: webhook.version + 1, updatedAt: now }
  await tx.db
    .update(webhooks)
    .set({ ...health, ...changed, status: 'disabled', disabledReason })
    .where(eq(webhooks.id, webhook.id))
  await failWaiting(tx, webhook.id)
  tx.log.warn({ webhookId: webhook.id, disabledReason }, 'webhook disabled')
  const { host } = new URL(webhook.url)
  await notify(tx, {
    ...{ eventId: tx.newId(), to: { roles: ['admin'] } },
    ...{ kind: 'webhook.disabled', facts: { webhookId: webhook.id, host, reason: disabledReason } },
  })
}
