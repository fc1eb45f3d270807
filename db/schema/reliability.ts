import { sql } from 'drizzle-orm'
import { check, date, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { drivers } from './fleet.ts'
import { users } from './identity.ts'

/** What a driver was offered and did on a UTC day, counted in the transactions of the offers and moves. */
export const driverReliabilityDays = pgTable(
  'driver_reliability_days',
  {
    driverId: uuid()
      .notNull()
      .references(() => drivers.userId),
    day: date({ mode: 'string' }).notNull(),
    offered: integer().notNull().default(0),
    accepted: integer().notNull().default(0),
    declined: integer().notNull().default(0),
    expired: integer().notNull().default(0),
    assigned: integer().notNull().default(0),
    completed: integer().notNull().default(0),
    droppedOut: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.driverId, table.day] }),
    check(
      'driver_reliability_days_counts',
      sql`least(${table.offered}, ${table.accepted}, ${table.declined}, ${table.expired}, ${table.assigned},
        ${table.completed}, ${table.droppedOut}) >= 0`,
    ),
  ],
)

/** What drivers think of a customer. */
export const customerReputations = pgTable(
  'customer_reputations',
  {
    customerId: uuid()
      .primaryKey()
      .references(() => users.id),
    ratingSum: integer().notNull(),
    ratingCount: integer().notNull(),
  },
  (table) => [
    check(
      'customer_reputations_counts',
      sql`${table.ratingCount} >= 1 and ${table.ratingSum} between ${table.ratingCount} and 5 * ${table.ratingCount}`,
    ),
  ],
)
