/*
 * The sender: takes what is due, sends it side by side, and settles each by itself. A round never waits for an attempt,
 * so a slow endpoint costs its own places and nobody else's time.
 */
import { eq } from 'drizzle-orm'
import { webhooks } from '../../../db/schema/index.ts'
import { type Deps, systemContext } from '../../platform/context.ts'
import { type Claimed, claimDeliveries } from './claim-deliveries.ts'
import { NETWORK, type Network, type Outcome, postMessage } from './post-message.ts'
import { openSecret } from './seal-secret.ts'
import { settleDelivery } from './settle-delivery.ts'
import { signMessage } from './sign-message.ts'
import type { Webhook } from './webhook-view.ts'

export type WebhookSender = {
  /** Starts what is due, as far as there are places; true when there was any. */
  sendDue(): Promise<boolean>
  /** Waits for what is under way. */
  settle(): Promise<void>
}

/** `onPlace` is called whenever an attempt has ended: there may be room for another. */
export function createWebhookSender(
  deps: Deps,
  { network = NETWORK, onPlace = () => {} }: { network?: Network; onPlace?: () => void } = {},
): WebhookSender {
  const underWay = new Map<string, { count: number; trials: number }>()
  const running = new Set<Promise<void>>()
  const count = ({ webhookId, isTrial }: Claimed, by: 1 | -1) => {
    const { count, trials } = underWay.get(webhookId) ?? { count: 0, trials: 0 }
    const after = { count: count + by, trials: trials + (isTrial ? by : 0) }
    if (after.count === 0) underWay.delete(webhookId)
    else underWay.set(webhookId, after)
  }
  const start = (claimed: Claimed) => {
    count(claimed, 1)
    const run = attempt(deps, network, claimed)
      // Its lease runs out, and it is tried again.
      .catch((error: unknown) =>
        deps.log.error({ err: error, deliveryId: claimed.id }, 'delivery not settled'),
      )
      .finally(() => {
        count(claimed, -1)
        running.delete(run)
        onPlace()
      })
    running.add(run)
  }
  return {
    async sendDue() {
      const claimed = await claimDeliveries(deps, underWay)
      for (const one of claimed) start(one)
      return claimed.length > 0
    },
    async settle() {
      await Promise.all(running)
    },
  }
}

async function attempt(deps: Deps, network: Network, claimed: Claimed): Promise<void> {
  const [webhook] = await deps.db.select().from(webhooks).where(eq(webhooks.id, claimed.webhookId))
  if (!webhook) return
  const attemptedAt = deps.clock.now()
  const beganMs = performance.now()
  const outcome = await post(deps, network, webhook, claimed)
  const latencyMs = Math.round(performance.now() - beganMs)
  const context = systemContext(deps, claimed.eventId)
  const settled = await settleDelivery(context, claimed, { attemptedAt, latencyMs, outcome })
  deps.metrics.deliveries.inc({ channel: 'webhook', outcome: settled })
}

async function post(
  deps: Deps,
  network: Network,
  webhook: Webhook,
  { eventId, body }: Claimed,
): Promise<Outcome> {
  const now = deps.clock.now()
  const secrets = secretsInForce(deps, webhook, now)
  if (!secrets)
    return {
      status: null,
      response: '',
      error: 'not sent: its secret was sealed with another ENCRYPTION_KEY',
    }
  const headers = {
    ...signMessage({ id: eventId, body }, now, secrets),
    'content-type': 'application/json',
    'user-agent': 'Hexhaul-Webhooks/1',
  }
  return postMessage(network, deps.config, { url: webhook.url, headers, body })
}

/** Null when they can't be read. */
function secretsInForce({ config, log }: Deps, webhook: Webhook, now: Date): string[] | null {
  const { id, sealedSecret, previousSealedSecret, previousSecretUntil } = webhook
  const isPreviousValid = previousSealedSecret && previousSecretUntil && previousSecretUntil > now
  const sealed = isPreviousValid ? [sealedSecret, previousSealedSecret] : [sealedSecret]
  try {
    return sealed.map((one) => openSecret(config.encryptionKey, id, one))
  } catch (error) {
    log.error({ err: error, webhookId: id }, 'secret of a webhook can not be read')
    return null
  }
}
