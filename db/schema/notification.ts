import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { users } from './identity.ts'

export type NotificationChannel = 'inbox' | 'email'

/** What a person is shown in the app; removed after its retention. */
export const notifications = pgTable(
  'notifications',
  {
    id: uuid().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    /** Of what it tells: one event tells a person once. */
    eventId: uuid().notNull(),
    kind: text().notNull(),
    title: text().notNull(),
    body: text().notNull(),
    /** A path of the app, or null where there is nothing to open. */
    link: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    readAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    uniqueIndex('notifications_event_key').on(table.eventId, table.userId),
    index('notifications_user').on(table.userId, table.id),
    index('notifications_unread').on(table.userId, table.id).where(sql`${table.readAt} is null`),
    index('notifications_created').on(table.createdAt),
  ],
)

/** What a person has chosen otherwise than the defaults of their role. */
export const notificationPreferences = pgTable(
  'notification_preferences',
  {
    userId: uuid()
      .notNull()
      .references(() => users.id),
    kind: text().notNull(),
    channel: text().$type<NotificationChannel>().notNull(),
    isOn: boolean().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.kind, table.channel] }),
    check('notification_preferences_channel', sql`${table.channel} in ('inbox', 'email')`),
  ],
)

/** Mail on its way to the SMTP server, as it will be sent; removed after its retention. */
export const emails = pgTable(
  'emails',
  {
    id: uuid().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    eventId: uuid().notNull(),
    kind: text().notNull(),
    address: text().notNull(),
    subject: text().notNull(),
    text: text().notNull(),
    html: text().notNull(),
    state: text().$type<'waiting' | 'sent' | 'failed'>().notNull().default('waiting'),
    attempts: integer().notNull().default(0),
    /** When it is tried next; while somebody tries, when their lease ends. */
    nextAttemptAt: timestamp({ withTimezone: true }).notNull(),
    lastError: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    finishedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    uniqueIndex('emails_event_key').on(table.eventId, table.userId),
    index('emails_waiting').on(table.nextAttemptAt).where(sql`${table.state} = 'waiting'`),
    index('emails_finished').on(table.finishedAt),
    check('emails_state', sql`${table.state} in ('waiting', 'sent', 'failed')`),
    check('emails_waits', sql`(${table.state} = 'waiting') = (${table.finishedAt} is null)`),
  ],
)

/** Addresses of other systems that are told of events. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: uuid().primaryKey(),
    url: text().notNull(),
    description: text().notNull(),
    /** Event types, or patterns such as `booking.*`. */
    eventTypes: jsonb().$type<string[]>().notNull(),
    /** Encrypted; the one before it signs as well until `previousSecretUntil`. */
    sealedSecret: text().notNull(),
    previousSealedSecret: text(),
    previousSecretUntil: timestamp({ withTimezone: true }),
    status: text().$type<'enabled' | 'disabled'>().notNull().default('enabled'),
    disabledReason: text().$type<'by_admin' | 'gone' | 'failing'>(),
    /** The first failure since the last success, how many there were, and until when it is left alone. */
    failingSince: timestamp({ withTimezone: true }),
    failuresInRow: integer().notNull().default(0),
    pausedUntil: timestamp({ withTimezone: true }),
    version: integer().notNull().default(1),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    check('webhooks_status', sql`${table.status} in ('enabled', 'disabled')`),
    check(
      'webhooks_disabled',
      sql`(${table.status} = 'disabled') = (${table.disabledReason} is not null)
        and ${table.disabledReason} in ('by_admin', 'gone', 'failing')`,
    ),
    check(
      'webhooks_previous_secret',
      sql`(${table.previousSealedSecret} is null) = (${table.previousSecretUntil} is null)`,
    ),
    check(
      'webhooks_failures',
      sql`${table.failuresInRow} >= 0 and (${table.failuresInRow} = 0) = (${table.failingSince} is null)`,
    ),
  ],
)

export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: uuid().primaryKey(),
    webhookId: uuid()
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    eventId: uuid().notNull(),
    type: text().notNull(),
    /** The very bytes that are signed and sent, the same at each attempt. */
    body: text().notNull(),
    state: text().$type<'waiting' | 'delivered' | 'failed'>().notNull().default('waiting'),
    /** Also the token of who is trying: an attempt that was overtaken settles nothing. */
    attempts: integer().notNull().default(0),
    /** Failures since it was queued or replayed: the place in the schedule of retries. */
    failures: integer().notNull().default(0),
    /** When it is tried next; while somebody tries, when their lease ends. */
    nextAttemptAt: timestamp({ withTimezone: true }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    finishedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    uniqueIndex('webhook_deliveries_event_key').on(table.webhookId, table.eventId),
    index('webhook_deliveries_log').on(table.webhookId, table.id),
    index('webhook_deliveries_waiting')
      .on(table.webhookId, table.nextAttemptAt)
      .where(sql`${table.state} = 'waiting'`),
    index('webhook_deliveries_finished').on(table.finishedAt),
    check('webhook_deliveries_state', sql`${table.state} in ('waiting', 'delivered', 'failed')`),
    check('webhook_deliveries_waits', sql`(${table.state} = 'waiting') = (${table.finishedAt} is null)`),
    check('webhook_deliveries_counts', sql`${table.failures} >= 0 and ${table.attempts} >= 0`),
  ],
)

/** What came of each attempt to deliver. */
export const webhookAttempts = pgTable(
  'webhook_attempts',
  {
    deliveryId: uuid()
      .notNull()
      .references(() => webhookDeliveries.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    attemptedAt: timestamp({ withTimezone: true }).notNull(),
    latencyMs: integer().notNull(),
    /** Null where there was no answer. */
    status: integer(),
    /** The first bytes of the answer. */
    response: text().notNull(),
    error: text(),
  },
  (table) => [
    primaryKey({ columns: [table.deliveryId, table.number] }),
    check('webhook_attempts_latency', sql`${table.latencyMs} >= 0`),
  ],
)
