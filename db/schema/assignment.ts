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

export type OfferState = 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn' | 'released' | 'fulfilled'

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
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    acknowledgedAt: timestamp({ withTimezone: true }),
    decidedAt: timestamp({ withTimezone: true }),
    declineReason: text(),
  },
  (table) => [
    check(
      'offers_state',
      sql`${table.state} in ('open', 'accepted', 'declined', 'expired', 'withdrawn', 'released', 'fulfilled')`,
    ),
    check('offers_decided', sql`(${table.state} = 'open') = (${table.decidedAt} is null)`),
    uniqueIndex('offers_live_booking_key')
      .on(table.bookingId)
      .where(sql`${table.state} in ('open', 'accepted')`),
    uniqueIndex('offers_live_driver_key')
      .on(table.driverId)
      .where(sql`${table.state} in ('open', 'accepted')`),
    index('offers_open_expiry').on(table.expiresAt).where(sql`${table.state} = 'open'`),
    index('offers_booking').on(table.bookingId),
  ],
)

export type DecisionCandidate = {
  driverId: string
  distanceM: number
  etaS: number
  /** Seconds added to or taken from the cost, by name. */
  costs?: Record<string, number>
  costS?: number
  /** The gate that kept the driver out; absent for one who could have been chosen. */
  gate?: string
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
    kind: text().$type<'matched' | 'unmatched' | 'manual'>().notNull(),
    radiusM: doublePrecision().notNull(),
    candidates: jsonb().$type<DecisionCandidate[]>().notNull(),
    decidedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    check('dispatch_decisions_kind', sql`${table.kind} in ('matched', 'unmatched', 'manual')`),
    index('dispatch_decisions_booking').on(table.bookingId, table.id),
  ],
)
