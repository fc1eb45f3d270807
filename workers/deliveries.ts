import { createMailer } from '../server/communication/mail/send-mail.ts'
import { createWebhookSender } from '../server/communication/webhooks/send-webhooks.ts'
import type { Deps } from '../server/platform/context.ts'
import { repeat, type Worker } from './repeat.ts'

/** How often is looked for what is due while nothing is; at once while there is. */
const LOOK_MS = 500

/** Sends what is due: webhooks, and mail where an SMTP server is configured. */
export async function startDeliveries(deps: Deps): Promise<Worker> {
  const { log } = deps
  const sender = createWebhookSender(deps, { onPlace: () => webhooks.wake() })
  const webhooks = repeat('deliveries', LOOK_MS, log, () => sender.sendDue())
  const mailer = createMailer(deps)
  const mail =
    mailer &&
    repeat('mail', LOOK_MS, log, async () => {
      if (await mailer.sendDue()) mail?.wake()
    })
  return {
    async stop() {
      await Promise.all([webhooks.stop(), mail?.stop()])
      await sender.settle()
      mailer?.close()
    },
  }
}
