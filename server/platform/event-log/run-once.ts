import { inbox } from '../../../db/schema/index.ts'
import { type Deps, inTransaction, systemContext } from '../context.ts'
import type { EventHandler, LoggedEvent } from './port.ts'

/** Events handled in one transaction. */
export const CHUNK_MAX = 50

/** Handles events in order, in the one transaction that records them as handled; skips those that already are. */
export async function runOnce(
  deps: Deps,
  group: string,
  handler: EventHandler,
  events: readonly LoggedEvent[],
): Promise<void> {
  const [first] = events
  if (!first) return
  await inTransaction(systemContext(deps, first.traceId), async (context) => {
    const handledAt = context.clock.now()
    const rows = await context.db
      .insert(inbox)
      .values(events.map(({ id }) => ({ consumerGroup: group, eventId: id, handledAt })))
      .onConflictDoNothing()
      .returning({ id: inbox.eventId })
    const fresh = new Set(rows.map(({ id }) => id))
    for (const event of events) {
      // A log may hold an event twice, and a batch both.
      if (fresh.delete(event.id)) await handler({ ...context, requestId: event.traceId }, event)
    }
  })
}
