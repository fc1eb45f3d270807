import { createTestApp } from '../../../testing/create-test-app.ts'
import type { Network } from '../post-message.ts'
import { createWebhookSender } from '../send-webhooks.ts'
import { type Receiver, startReceiver } from './start-receiver.ts'

/** The app with a sender in the test's hands: nothing is sent but by `sendAll`, and time stands still but for `pass`. */
export async function createSendingApp(options: Parameters<typeof createTestApp>[0] = {}) {
  const config = { webhooksAllowPrivate: true, ...options.config }
  const t = await createTestApp({ hasWorkers: false, hasStillClock: true, ...options, config })
  const receivers: Receiver[] = []
  const as = t.admin

  async function receive(...args: Parameters<typeof startReceiver>) {
    const receiver = await startReceiver(...args)
    receivers.push(receiver)
    return receiver
  }
  async function subscribe(url: string, eventTypes: string[] = ['*']) {
    const { body } = await t.request('POST', '/v1/admin/webhooks', { as, body: { url, eventTypes } })
    return { id: body.webhook.id as string, secret: body.secret as string }
  }
  const test = async (id: string) =>
    (await t.request('POST', `/v1/admin/webhooks/${id}/test`, { as })).body as { id: string; eventId: string }
  const webhook = async (id: string) => (await t.request('GET', `/v1/admin/webhooks/${id}`, { as })).body
  const delivery = async (id: string) =>
    (await t.request('GET', `/v1/admin/webhook-deliveries/${id}`, { as })).body

  /** Sends all that is due, also what becomes due by that, and waits for its end. */
  async function sendAll(network?: Network) {
    const sender = createWebhookSender(t.deps, network ? { network } : {})
    while (await sender.sendDue()) await sender.settle()
  }
  return {
    ...t,
    ...{ receive, subscribe, test, webhook, delivery, sendAll },
    pass(ms: number) {
      t.clock.offsetMs += ms
    },
    async close() {
      for (const receiver of receivers) await receiver.close()
      await t.close()
    },
  }
}
