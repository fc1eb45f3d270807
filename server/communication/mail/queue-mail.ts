import { emails } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Words } from '../inbox/templates.ts'
import { renderMail } from './render-mail.ts'

type Receiver = { userId: string; name: string; address: string }
type Queued = { kind: string; eventId: string; words: Words; to: readonly Receiver[] }

/** Queues a notice as mail, once for each event and person; without an SMTP server there is no mail to queue. */
export async function queueMail(context: Context, { kind, eventId, words, to }: Queued): Promise<void> {
  const { config, clock, newId, db } = context
  if (!config.smtpUrl) return
  const now = clock.now()
  const rows = to.map(({ userId, name, address }) => ({
    ...{ id: newId(), userId, eventId, kind, address, nextAttemptAt: now, createdAt: now },
    ...renderMail(words, name, config.publicUrl),
  }))
  await db.insert(emails).values(rows).onConflictDoNothing()
}
