import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bookings } from './booking.ts'
import { drivers } from './fleet.ts'

/**
 * `held` until its booking is due; then `redeemed`, or `lapsed` when the driver was not there. Before that the driver may
 * have `released` it, or the booking was cancelled or moved to another time, which leaves it `withdrawn`.
 */
export type CommitmentState = 'held' | 'redeemed' | 'lapsed' | 'released' | 'withdrawn'

/** A driver's promise to drive a scheduled booking. A driver holds no two whose times overlap: an exclusion constraint in its migration. */
export const commitments = pgTable(
  'commitments',
  {
    id: uuid().primaryKey(),
    bookingId: uuid()
      .notNull()
      .references(() => bookings.id),
    driverId: uuid()
      .notNull()
      .references(() => drivers.userId),
    state: text().$type<CommitmentState>().notNull(),
    /** From when the driver is the booking's until they are expected to be free again. */
    startsAt: timestamp({ withTimezone: true }).notNull(),
    endsAt: timestamp({ withTimezone: true }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    endedAt: timestamp({ withTimezone: true }),
    endReason: text(),
  },
  (table) => [
    check(
      'commitments_state',
      sql`${table.state} in ('held', 'redeemed', 'lapsed', 'released', 'withdrawn')`,
    ),
    check('commitments_ended', sql`(${table.state} = 'held') = (${table.endedAt} is null)`),
    check('commitments_span', sql`${table.startsAt} < ${table.endsAt}`),
    uniqueIndex('commitments_held_booking_key').on(table.bookingId).where(sql`${table.state} = 'held'`),
    // What each round of dispatch reads: the promises of the next hours.
    index('commitments_held').on(table.startsAt).where(sql`${table.state} = 'held'`),
  ],
)

/** A reminder that is due, or was sent; one that came to nothing has no row. */
export const bookingReminders = pgTable(
  'booking_reminders',
  {
    bookingId: uuid()
      .notNull()
      .references(() => bookings.id),
    minutesBefore: integer().notNull(),
    dueAt: timestamp({ withTimezone: true }).notNull(),
    sentAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.bookingId, table.minutesBefore] }),
    check('booking_reminders_minutes', sql`${table.minutesBefore} > 0`),
    index('booking_reminders_due').on(table.dueAt).where(sql`${table.sentAt} is null`),
  ],
)
