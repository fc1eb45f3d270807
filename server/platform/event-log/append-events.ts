import { Value } from '@sinclair/typebox/value'
import { sql } from 'drizzle-orm'
import { outbox } from '../../../db/schema/index.ts'
import type { Context } from '../context.ts'
import { EVENTS, type EventDraft } from './events.ts'

/** Writes events in the caller's transaction, so that they exist exactly when its effect does. */
export async function appendEvents(context: Context, drafts: readonly EventDraft[]): Promise<void> {
  if (drafts.length === 0) return
  const occurredAt = context.clock.now()
  const rows = drafts.map(({ type, key, data }) => {
    const definition = EVENTS[type]
    Value.Assert(definition.data, data)
    const { topic, version } = definition
    return { id: context.newId(), topic, type, version, key, occurredAt, traceId: context.requestId, data }
  })
  await context.db.insert(outbox).values(rows)
  await context.db.execute(sql`select pg_notify('outbox', '')`)
}
