import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { type VehicleClass, vehicleClasses } from './fleet.ts'
import { users } from './identity.ts'
import type { SurgeInputs } from './surge.ts'

/**
 * A window of local time in which prices are multiplied; `from` is inclusive, `to` exclusive, both `HH:MM`, and `to` may be
 * `24:00`; a window may span midnight.
 */
export type RateWindow = {
  label: string
  /** ISO weekdays of the window's start, 1 = Monday. */
  days: number[]
  from: string
  to: string
  multiplierPermille: number
}
export type BreakdownLine = { code: string; label: string; amountMinor: number }
export type GeoPoint = { lat: number; lng: number }
export type Cargo = { weightKg?: number; volumeM3?: number; note?: string }
/** `inputs` tells why, where the cell's multiplier was published. */
export type QuoteSurge = { multiplierPermille: number; cell: string; inputs?: SurgeInputs }

export const rateCards = pgTable(
  'rate_cards',
  {
    id: uuid().primaryKey(),
    market: text().notNull(),
    vehicleClass: text()
      .$type<VehicleClass>()
      .notNull()
      .references(() => vehicleClasses.code),
    version: integer().notNull(),
    currency: text().notNull(),
    timeZone: text().notNull(),
    startsAt: timestamp({ withTimezone: true }).notNull(),
    baseMinor: integer().notNull(),
    perKmMinor: integer().notNull(),
    perMinuteMinor: integer().notNull(),
    perStopMinor: integer().notNull(),
    minimumMinor: integer().notNull(),
    maximumMinor: integer().notNull(),
    cancellationFeeMinor: integer().notNull(),
    /** A customer cancels free of charge until this long after the assignment. */
    freeCancellationS: integer().notNull(),
    windows: jsonb().$type<RateWindow[]>().notNull(),
    /** Of a driver at the pickup, beyond `freeWaitingS` and up to `waitingMaximumMinor`. */
    waitingPerMinuteMinor: integer().notNull().default(0),
    freeWaitingS: integer().notNull().default(0),
    waitingMaximumMinor: integer().notNull().default(0),
    /** After so long at the pickup a driver may end the booking at the customer's cost. */
    noShowAfterS: integer().notNull().default(900),
    /** Whether the windows leave no minute of the week out; without it such a minute is at 1. */
    windowsCoverWeek: boolean().notNull().default(false),
    /** Null for a card that no admin has made. */
    createdBy: uuid().references(() => users.id),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    /** A version that was taken back before its start, and never was in force. */
    withdrawnAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    uniqueIndex('rate_cards_version_key').on(table.market, table.vehicleClass, table.version),
    // A version holds until the next one starts: with a start each, there is no overlap and no gap.
    uniqueIndex('rate_cards_start_key')
      .on(table.market, table.vehicleClass, table.startsAt)
      .where(sql`${table.withdrawnAt} is null`),
    check('rate_cards_currency', sql`${table.currency} ~ '^[A-Z]{3}$'`),
    check(
      'rate_cards_amounts',
      sql`${table.baseMinor} >= 0 and ${table.perKmMinor} >= 0 and ${table.perMinuteMinor} >= 0 and ${table.perStopMinor} >= 0
        and ${table.minimumMinor} >= 0 and ${table.maximumMinor} >= ${table.minimumMinor} and ${table.cancellationFeeMinor} >= 0`,
    ),
    check('rate_cards_free_cancellation', sql`${table.freeCancellationS} >= 0`),
    check(
      'rate_cards_waiting',
      sql`${table.waitingPerMinuteMinor} >= 0 and ${table.freeWaitingS} >= 0 and ${table.waitingMaximumMinor} >= 0
        and ${table.noShowAfterS} >= 0`,
    ),
    check('rate_cards_withdrawn', sql`${table.withdrawnAt} < ${table.startsAt}`),
  ],
)

/**
 * The current multiplier of every H3 resolution-8 cell that has one; a cell without a row is at 1. An override is one row, of
 * the market's own cell: it holds for all of them.
 */
export const surgeCells = pgTable(
  'surge_cells',
  {
    cell: text().primaryKey(),
    market: text().notNull(),
    multiplierPermille: integer().notNull(),
    inputs: jsonb().$type<SurgeInputs>().notNull(),
    publishedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    index('surge_cells_market').on(table.market),
    check('surge_cells_multiplier', sql`${table.multiplierPermille} >= 1000`),
  ],
)

export const quotes = pgTable(
  'quotes',
  {
    id: uuid().primaryKey(),
    customerId: uuid()
      .notNull()
      .references(() => users.id),
    market: text().notNull(),
    vehicleClass: text()
      .$type<VehicleClass>()
      .notNull()
      .references(() => vehicleClasses.code),
    rateCardId: uuid()
      .notNull()
      .references(() => rateCards.id),
    pickup: jsonb().$type<GeoPoint>().notNull(),
    dropoff: jsonb().$type<GeoPoint>().notNull(),
    stops: jsonb().$type<GeoPoint[]>().notNull(),
    /** The index that each of them had in the request: they may be driven in a better order than the given one. */
    stopOrder: integer().array().notNull().default([]),
    scheduledFor: timestamp({ withTimezone: true }),
    cargo: jsonb().$type<Cargo>(),
    priceMinor: integer().notNull(),
    currency: text().notNull(),
    breakdown: jsonb().$type<BreakdownLine[]>().notNull(),
    surge: jsonb().$type<QuoteSurge>().notNull(),
    distanceM: integer().notNull(),
    durationS: integer().notNull(),
    pickupEtaS: doublePrecision(),
    signature: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    index('quotes_expiry').on(table.expiresAt),
    // A surge worker that starts counts the demand of its window again, and reports price a period anew.
    index('quotes_demand').on(table.market, table.createdAt),
    check('quotes_price', sql`${table.priceMinor} >= 0`),
    check('quotes_currency', sql`${table.currency} ~ '^[A-Z]{3}$'`),
    check('quotes_way', sql`${table.distanceM} >= 0 and ${table.durationS} >= 0`),
    check('quotes_expiry', sql`${table.expiresAt} > ${table.createdAt}`),
  ],
)
