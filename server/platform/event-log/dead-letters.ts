import { and, asc, desc, eq, isNotNull, isNull, lt } from 'drizzle-orm'
import { deadLetters, inbox, parkedEvents } from '../../../db/schema/index.ts'
import { conflict, notFound } from '../../errors.ts'
import { type Context, inTransaction } from '../context.ts'
import type { PositionedEvent } from './park-events.ts'

export type DeadLetter = typeof deadLetters.$inferSelect
type Page = { limit: number; cursor?: string; state?: 'waiting' | 'retried' }

/** Events that were given up, latest first, with the reason of each; from past `cursor`, the id of one. */
export function listDeadLetters(context: Context, { limit, cursor, state }: Page) {
  return context.db
    .select()
    .from(deadLetters)
    .where(
      and(
        state && (state === 'waiting' ? isNull(deadLetters.retriedAt) : isNotNull(deadLetters.retriedAt)),
        cursor ? lt(deadLetters.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(deadLetters.id))
    .limit(limit)
}

/** One event that was given up, with the reason. @throws DomainError not_found. */
export async function findDeadLetter({ db }: Context, id: string): Promise<DeadLetter> {
  const [letter] = await db.select().from(deadLetters).where(eq(deadLetters.id, id))
  if (!letter) throw notFound('dead letter')
  return letter
}

/** The ids of what was given up and not handed back since, oldest first: all, or those of one group. */
export async function findWaitingDeadLetters(
  context: Context,
  { group }: { group: string | undefined },
): Promise<string[]> {
  const rows = await context.db
    .select({ id: deadLetters.id })
    .from(deadLetters)
    .where(and(isNull(deadLetters.retriedAt), group ? eq(deadLetters.consumerGroup, group) : undefined))
    .orderBy(asc(deadLetters.id))
  return rows.map(({ id }) => id)
}

/**
 * Hands a dead letter to its group again, ahead of what its key still has waiting.
 * @throws DomainError not_found, or conflict `already_retried`.
 */
export function retryDeadLetter(outer: Context, { deadLetterId }: { deadLetterId: string }): Promise<void> {
  return inTransaction(outer, async (context) => {
    const now = context.clock.now()
    const [letter] = await context.db
      .update(deadLetters)
      .set({ retriedAt: now })
      .where(and(eq(deadLetters.id, deadLetterId), isNull(deadLetters.retriedAt)))
      .returning()
    if (!letter) {
      await findDeadLetter(context, deadLetterId)
      throw conflict('already_retried', 'This event has been retried.')
    }
    const { consumerGroup, reason } = letter
    const event = letter.event as PositionedEvent
    await context.db
      .delete(inbox)
      .where(and(eq(inbox.consumerGroup, consumerGroup), eq(inbox.eventId, event.id)))
    const { position, key } = event
    await context.db
      .insert(parkedEvents)
      .values({ consumerGroup, position, key, event, attempts: 0, nextAttemptAt: now, lastError: reason })
      // It may wait there already, as the log held it twice.
      .onConflictDoNothing()
  })
}
