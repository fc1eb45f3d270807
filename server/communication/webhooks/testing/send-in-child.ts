import { readConfig, requireDatabaseUrl } from '../../../config.ts'
import { connectDeps } from '../../../connect-deps.ts'
import { createWebhookSender } from '../send-webhooks.ts'

/* A process of its own that sends what is due, until it is killed. */
const LOOK_MS = 10
const { deps } = await connectDeps(requireDatabaseUrl(readConfig(process.env)))
const sender = createWebhookSender(deps)
for (;;) if (!(await sender.sendDue())) await Bun.sleep(LOOK_MS)
