import { and, eq, isNull } from 'drizzle-orm'
import { deadLetters, parkedEvents } from '../../db/schema/index.ts'
import { conflict, notFound } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { recordAudit } from './record-audit.ts'

/**
 * Hands a dead letter back to its consumer group, which tries it as if it had just failed for the first time.
 * @throws DomainError not_found, already_retried.
 */
export async function retryDeadLetter(context: Context, { id }: { id: string }) {
  const now = context.clock.now()
  await inTransaction(context, async (tx) => {
    const [letter] = await tx.db
      .update(deadLetters)
      .set({ retriedAt: now })
      .where(and(eq(deadLetters.id, id), isNull(deadLetters.retriedAt)))
      .returning()
    if (!letter) {
      const [known] = await tx.db.select().from(deadLetters).where(eq(deadLetters.id, id))
      throw known ? conflict('already_retried', 'It was handed back already.') : notFound('dead letter')
    }
    const { position, key } = letter.event as { position: number; key: string }
    const { consumerGroup, event, reason } = letter
    await tx.db
      .insert(parkedEvents)
      .values({ consumerGroup, position, key, event, attempts: 0, nextAttemptAt: now, lastError: reason })
      .onConflictDoNothing()
    const after = { consumerGroup, position, key }
    await recordAudit(tx, {
      action: 'dead_letter.retry',
      subjectType: 'dead_letter',
      subjectId: id,
      before: null,
      after,
    })
  })
}
