import { sql } from 'drizzle-orm'
import {
  check,
  doublePrecision,
  index,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bookings } from './booking.ts'
import { drivers } from './fleet.ts'

/**
 * `open` and `accepted` are of a free driver. A driver about to finish a haul is asked ahead: `forward` while they have not
 * answered, `queued` once they will come as soon as they are free.
 */
export type OfferState =
  | 'open'
  | 'accepted'
  | 'forward'
  | 'queued'
  | 'declined'
  | 'expired'
  | 'withdrawn'
  | 'released'
  | 'fulfilled'

export const offers = pgTable(
  'offers',
  {
    id: uuid().primaryKey(),
    bookingId: uuid()
      .notNull()
      .references(() => bookings.id),
    driverId: uuid()
      .notNull()
      .references(() => drivers.userId),
    state: text().$type<OfferState>().notNull(),
    pickupDistanceM: doublePrecision().notNull(),
    pickupEtaS: doublePrecision().notNull(),
    /** Seconds until the driver of a forward offer was expected to be free; part of the pickup ETA. */
    freeInS: doublePrecision(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    acknowledgedAt: timestamp({ withTimezone: true }),
    decidedAt: timestamp({ withTimezone: true }),
    declineReason: text(),
  },
  (table) => [
    check(
      'offers_state',
      sql`${table.state} in ('open', 'accepted', 'forward', 'queued', 'declined', 'expired', 'withdrawn', 'released', 'fulfilled')`,
    ),
    check('offers_decided', sql`(${table.state} in ('open', 'forward')) = (${table.decidedAt} is null)`),
    uniqueIndex('offers_live_booking_key')
      .on(table.bookingId)
      .where(sql`${table.state} in ('open', 'accepted', 'forward', 'queued')`),
    uniqueIndex('offers_live_driver_key')
      .on(table.driverId)
      .where(sql`${table.state} in ('open', 'accepted')`),
    // The next haul of a driver, beside the one at hand.
    uniqueIndex('offers_next_driver_key')
      .on(table.driverId)
      .where(sql`${table.state} in ('forward', 'queued')`),
    index('offers_open_expiry').on(table.expiresAt).where(sql`${table.state} in ('open', 'forward')`),
    index('offers_booking').on(table.bookingId),
  ],
)

export type DecisionCandidate = {
  driverId: string
  distanceM: number
  etaS: number
  /** Seconds until a driver who is still on a haul will be free; part of `etaS`. */
  freeInS?: number
  /** Seconds added to or taken from the cost, by name. */
  costs?: Record<string, number>
  costS?: number
  /** The gate that kept the driver out; absent for one who could have been chosen. */
  gate?: string
}

/** The batch that a booking was matched in. */
export type DecisionBatch = {
  /** Bookings, and drivers who were a candidate of any of them. */
  bookings: number
  drivers: number
  /** How long dispatch had gathered. */
  windowMs: number
  /** Whether the booking was matched greedily because the time for an exact match was over. */
  isGreedy: boolean
}

export const dispatchDecisions = pgTable(
  'dispatch_decisions',
  {
    id: uuid().primaryKey(),
    bookingId: uuid()
      .notNull()
      .references(() => bookings.id),
    offerId: uuid(),
    chosenDriverId: uuid(),
    /** Whom a greedy match, oldest booking first, would have taken; null for nobody. */
    greedyDriverId: uuid(),
    /** What it would have cost to leave the booking unmatched, in seconds; null for a decision by hand. */
    unmatchedCostS: doublePrecision(),
    batch: jsonb().$type<DecisionBatch>(),
    kind: text().$type<'matched' | 'unmatched' | 'manual' | 'committed'>().notNull(),
    radiusM: doublePrecision().notNull(),
    candidates: jsonb().$type<DecisionCandidate[]>().notNull(),
    decidedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    check('dispatch_decisions_kind', sql`${table.kind} in ('matched', 'unmatched', 'manual', 'committed')`),
    index('dispatch_decisions_booking').on(table.bookingId, table.id),
    index('dispatch_decisions_age').on(table.decidedAt),
  ],
)
