import { type Context, inTransaction } from '../platform/context.ts'
import { retryDeadLetter as handBack } from '../platform/event-log/dead-letters.ts'
import { recordAudit } from './record-audit.ts'

/** Hands a dead letter back to its consumer group, and records who did. @throws DomainError not_found, already_retried. */
export function retryDeadLetter(context: Context, { id }: { id: string }): Promise<void> {
  return inTransaction(context, async (tx) => {
    await handBack(tx, { deadLetterId: id })
    await recordAudit(tx, {
      action: 'dead_letter.retry',
      subjectType: 'dead_letter',
      subjectId: id,
      before: null,
      after: null,
    })
  })
}
