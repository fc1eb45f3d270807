import { sql } from 'drizzle-orm'
import {
  check,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'
import { bookings } from './booking.ts'
import { type VehicleClass, vehicleClasses } from './fleet.ts'

/** The drive to the pickup, or the one from there to the drop-off. */
export type TripLeg = 'pickup' | 'haul'

/** What estimated durations of a market, class and local hour are multiplied by, learnt from completed trips. */
export const etaCorrections = pgTable(
  'eta_corrections',
  {
    market: text().notNull(),
    vehicleClass: text()
      .$type<VehicleClass>()
      .notNull()
      .references(() => vehicleClasses.code),
    leg: text().$type<TripLeg>().notNull(),
    hour: integer().notNull(),
    factor: doublePrecision().notNull(),
    /** Running estimate of the mean absolute deviation of the logarithm of actual over estimated. */
    spread: doublePrecision().notNull(),
    samples: integer().notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.market, table.vehicleClass, table.leg, table.hour] }),
    check('eta_corrections_leg', sql`${table.leg} in ('pickup', 'haul')`),
    check('eta_corrections_hour', sql`${table.hour} between 0 and 23`),
    check('eta_corrections_factor', sql`${table.factor} > 0 and ${table.samples} >= 0`),
  ],
)

/** What was promised of a leg and how long it took; removed after its retention. */
export const etaObservations = pgTable(
  'eta_observations',
  {
    bookingId: uuid()
      .notNull()
      .references(() => bookings.id),
    leg: text().$type<TripLeg>().notNull(),
    market: text().notNull(),
    vehicleClass: text()
      .$type<VehicleClass>()
      .notNull()
      .references(() => vehicleClasses.code),
    hour: integer().notNull(),
    /** With the correction that was in force when it was promised. */
    predictedS: doublePrecision().notNull(),
    actualS: doublePrecision().notNull(),
    observedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.bookingId, table.leg] }),
    index('eta_observations_age').on(table.observedAt),
    // What the pickups of an hour have taken, for the search of a scheduled booking.
    index('eta_observations_pickups')
      .on(table.market, table.vehicleClass, table.hour, table.observedAt)
      .where(sql`${table.leg} = 'pickup'`),
    check('eta_observations_leg', sql`${table.leg} in ('pickup', 'haul')`),
    check('eta_observations_hour', sql`${table.hour} between 0 and 23`),
    check('eta_observations_times', sql`${table.predictedS} >= 0 and ${table.actualS} >= 0`),
  ],
)
