import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { type BookingState, bookings, stateList } from './booking.ts'

export const bookingEvents = pgTable(
  'booking_events',
  {
    bookingId: uuid()
      .notNull()
      .references(() => bookings.id),
    /** The booking's version after the event, so that a gap or a double is impossible. */
    seq: integer().notNull(),
    type: text().notNull(),
    fromState: text().$type<BookingState>(),
    toState: text().$type<BookingState>().notNull(),
    actorRole: text().$type<'customer' | 'driver' | 'operator' | 'admin' | 'system'>().notNull(),
    actorId: uuid(),
    data: jsonb().$type<Record<string, unknown>>().notNull(),
    occurredAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.bookingId, table.seq] }),
    check('booking_events_seq', sql`${table.seq} >= 1`),
    check(
      'booking_events_states',
      sql`${table.fromState} in (${stateList}) and ${table.toState} in (${stateList})`,
    ),
    check(
      'booking_events_actor',
      sql`${table.actorRole} in ('customer', 'driver', 'operator', 'admin', 'system')`,
    ),
  ],
)

export const shareLinks = pgTable('share_links', {
  tokenHash: text().primaryKey(),
  bookingId: uuid()
    .notNull()
    .references(() => bookings.id),
  expiresAt: timestamp({ withTimezone: true }).notNull(),
})

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    userId: uuid().notNull(),
    key: text().notNull(),
    requestHash: text().notNull(),
    responseStatus: integer().notNull(),
    responseBody: jsonb().notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.key] }),
    index('idempotency_keys_expiry').on(table.expiresAt),
  ],
)
