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
import type { BookingState } from './booking.ts'
import type { VehicleClass } from './fleet.ts'

const series = { market: text().notNull(), vehicleClass: text().$type<VehicleClass>().notNull() }

/** Which generation of rollups is read; while they are counted anew, the next one and how far that has come. */
export const analyticsState = pgTable(
  'analytics_state',
  {
    id: integer().primaryKey(),
    generation: integer().notNull(),
    nextGeneration: integer(),
    bookingsUntil: uuid(),
    quotesUntil: uuid(),
    dutyUntil: uuid(),
  },
  (table) => [
    check('analytics_state_single', sql`${table.id} = 1`),
    check(
      'analytics_state_next',
      sql`${table.nextGeneration} > ${table.generation} or num_nonnulls(${table.nextGeneration}, ${table.bookingsUntil}, ${table.quotesUntil}, ${table.dutyUntil}) = 0`,
    ),
  ],
)

/** An offer of a booking as its driver dealt with it, each 0 or 1; dropped is who took it and did not come. */
export type OfferFact = { driver: string; accepted: number; decided: number; dropped: number }

/** What the rollups have counted of a booking: as its history told it then. */
export const bookingFacts = pgTable(
  'booking_facts',
  {
    bookingId: uuid().primaryKey(),
    seq: integer().notNull(),
    ...series,
    currency: text().notNull(),
    /** Of its pickup, at resolution 9. */
    cell: text().notNull(),
    driverId: uuid(),
    quotedAt: timestamp({ withTimezone: true }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    assignedAt: timestamp({ withTimezone: true }),
    arrivedAt: timestamp({ withTimezone: true }),
    collectedAt: timestamp({ withTimezone: true }),
    deliveredAt: timestamp({ withTimezone: true }),
    endedAt: timestamp({ withTimezone: true }),
    outcome: text().$type<Extract<BookingState, 'completed' | 'cancelled' | 'unfulfilled'>>(),
    cancelledBy: text(),
    isScheduled: boolean().notNull(),
    isFirst: boolean().notNull(),
    isSurged: boolean().notNull(),
    assignmentS: integer(),
    etaErrorS: integer(),
    isOnTime: boolean(),
    haulS: integer(),
    distanceM: integer().notNull(),
    priceMinor: integer().notNull(),
    waitingFeeMinor: integer().notNull(),
    cancellationFeeMinor: integer().notNull(),
    surgeMinor: integer().notNull(),
    handBacks: integer().notNull(),
    offers: jsonb().$type<OfferFact[]>(),
  },
  (table) => [index('booking_facts_ended').on(table.endedAt)],
)

/** Every quote that was asked for: quotes themselves go when nobody books them. */
export const quoteFacts = pgTable('quote_facts', {
  quoteId: uuid().primaryKey(),
  ...series,
  /** Of its pickup, at resolution 9. */
  cell: text().notNull(),
  quotedAt: timestamp({ withTimezone: true }).notNull(),
})

/** When drivers were on duty, cut at midnight UTC once it is over; the one that has no end goes on. */
export const dutyPeriods = pgTable(
  'duty_periods',
  {
    driverId: uuid().notNull(),
    startedAt: timestamp({ withTimezone: true }).notNull(),
    status: text().$type<'available' | 'paused'>().notNull(),
    endedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.driverId, table.startedAt] }),
    index('duty_periods_started').on(table.startedAt),
    uniqueIndex('duty_periods_open_key').on(table.driverId).where(sql`${table.endedAt} is null`),
    check('duty_periods_status', sql`${table.status} in ('available', 'paused')`),
    check('duty_periods_end', sql`${table.endedAt} >= ${table.startedAt}`),
  ],
)
