import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

/** A full 64-bit transaction id; compared only inside SQL. */
const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' })
/** Which transactions had ended at one moment; compared only inside SQL. */
const pgSnapshot = customType<{ data: string }>({ dataType: () => 'pg_snapshot' })

export const outbox = pgTable(
  'outbox',
  {
    position: bigserial({ mode: 'number' }).primaryKey(),
    /** Ids commit out of order: a reader goes by which transactions a snapshot sees, never by the greatest id. */
    xid: xid8().notNull().default(sql`pg_current_xact_id()`),
    id: uuid().notNull().unique(),
    topic: text().notNull(),
    type: text().notNull(),
    version: integer().notNull(),
    key: text().notNull(),
    occurredAt: timestamp({ withTimezone: true }).notNull(),
    traceId: text().notNull(),
    data: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index('outbox_window').on(table.xid, table.position)],
)

/** Where a consumer group stands: it reads what ended between two snapshots, and `position` is its place within. */
export const consumerCursors = pgTable('consumer_cursors', {
  consumerGroup: text().primaryKey(),
  readBefore: pgSnapshot().notNull(),
  reading: pgSnapshot().notNull(),
  position: bigint({ mode: 'number' }).notNull(),
  /** When a process was last found to read for the group: one that nobody reads for holds back nothing for ever. */
  seenAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
})

export const inbox = pgTable(
  'inbox',
  {
    consumerGroup: text().notNull(),
    eventId: uuid().notNull(),
    handledAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.consumerGroup, table.eventId] }),
    index('inbox_handled').on(table.handledAt),
  ],
)

/** Events that wait behind a failure of their own key, in order. */
export const parkedEvents = pgTable(
  'parked_events',
  {
    consumerGroup: text().notNull(),
    position: bigint({ mode: 'number' }).notNull(),
    key: text().notNull(),
    event: jsonb().notNull(),
    attempts: integer().notNull(),
    nextAttemptAt: timestamp({ withTimezone: true }).notNull(),
    lastError: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.consumerGroup, table.position] }),
    index('parked_events_key').on(table.consumerGroup, table.key, table.position),
  ],
)

export const deadLetters = pgTable('dead_letters', {
  id: uuid().primaryKey(),
  consumerGroup: text().notNull(),
  event: jsonb().notNull(),
  reason: text().notNull(),
  attempts: integer().notNull(),
  failedAt: timestamp({ withTimezone: true }).notNull(),
  retriedAt: timestamp({ withTimezone: true }),
})
