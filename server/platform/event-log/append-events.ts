import { Value } from '@sinclair/typebox/value'
import { sql } from 'drizzle-orm'
import { outbox } from '../../../db/schema/index.ts'
import type { Context } from '../context.ts'
import { EVENT_DATA_MAX_BYTES, EVENTS, type EventDraft, GIVEN_UP_DATA_MAX_BYTES } from './events.ts'

/** Writes events in the caller's transaction, so that they exist exactly when its effect does. */
export async function appendEvents(context: Context, drafts: readonly EventDraft[]): Promise<void> {
  if (drafts.length === 0) return
  await context.db.insert(outbox).values(drafts.map((draft) => outboxRow(context, draft)))
  await context.db.execute(sql`select pg_notify('outbox', '')`)
}

/** An event as the outbox keeps it. @throws when its data does not fit its type or is too large. */
export function outboxRow(context: Context, { type, key, data }: EventDraft) {
  const { topic, version, data: schema } = EVENTS[type]
  Value.Assert(schema, data)
  const bytes = Buffer.byteLength(JSON.stringify(data))
  const bytesMax = type === 'event.given_up' ? GIVEN_UP_DATA_MAX_BYTES : EVENT_DATA_MAX_BYTES
  if (bytes > bytesMax) {
    throw new Error(`The data of ${type} has ${bytes} bytes; an event may have at most ${bytesMax} bytes`)
  }
  const occurredAt = context.clock.now()
  return { id: context.newId(), topic, type, version, key, occurredAt, traceId: context.requestId, data }
}
