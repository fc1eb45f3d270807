import { sql } from 'drizzle-orm'
import {
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
import { drivers, type VehicleClass, vehicleClasses, vehicles } from './fleet.ts'
import { users } from './identity.ts'
import type { PaymentMethod } from './payment-method.ts'
import { type BreakdownLine, type Cargo, type GeoPoint, type QuoteSurge, quotes } from './pricing.ts'

export type Contact = { name: string; phone: string }
export type Place = GeoPoint & { address: string; contact?: Contact }

/** Every legal state of a booking, in the order of a haul that goes well. */
export const BOOKING_STATES = [
  'scheduled',
  'searching',
  'assigned',
  'en_route_to_pickup',
  'arrived_at_pickup',
  'goods_collected',
  'arrived_at_dropoff',
  'delivered',
  'completed',
  'cancelled',
  'unfulfilled',
] as const
export type BookingState = (typeof BOOKING_STATES)[number]

/** Of every legal state, for checks. */
export const stateList = sql.raw(BOOKING_STATES.map((state) => `'${state}'`).join(', '))
const activeList = sql.raw(
  `'assigned', 'en_route_to_pickup', 'arrived_at_pickup', 'goods_collected', 'arrived_at_dropoff', 'delivered'`,
)
export const END_STATES = ['completed', 'cancelled', 'unfulfilled'] as const satisfies BookingState[]
/** Of the states that are never left, for queries by the index of such bookings. */
export const endList = sql.raw(END_STATES.map((state) => `'${state}'`).join(', '))

export const bookings = pgTable(
  'bookings',
  {
    id: uuid().primaryKey(),
    customerId: uuid()
      .notNull()
      .references(() => users.id),
    quoteId: uuid()
      .notNull()
      .references(() => quotes.id)
      .unique('bookings_quote_key'),
    market: text().notNull(),
    vehicleClass: text()
      .$type<VehicleClass>()
      .notNull()
      .references(() => vehicleClasses.code),
    state: text().$type<BookingState>().notNull(),
    version: integer().notNull(),
    driverId: uuid().references(() => drivers.userId),
    vehicleId: uuid().references(() => vehicles.id),
    pickup: jsonb().$type<Place>().notNull(),
    dropoff: jsonb().$type<Place>().notNull(),
    /** The first stop that the driver has not reached; null when none is left. */
    nextStop: jsonb().$type<Place>(),
    cargo: jsonb().$type<Cargo>(),
    priceMinor: integer().notNull(),
    /** For the driver's waiting beyond what the card gives free; on top of the price. */
    waitingFeeMinor: integer().notNull().default(0),
    currency: text().notNull(),
    breakdown: jsonb().$type<BreakdownLine[]>().notNull(),
    surge: jsonb().$type<QuoteSurge>().notNull(),
    distanceM: integer().notNull(),
    durationS: integer().notNull(),
    scheduledFor: timestamp({ withTimezone: true }),
    /** When the driver of a scheduled booking is to be looked for. */
    searchAt: timestamp({ withTimezone: true }),
    searchStartedAt: timestamp({ withTimezone: true }),
    assignedAt: timestamp({ withTimezone: true }),
    completedAt: timestamp({ withTimezone: true }),
    cancelledBy: text().$type<'customer' | 'driver' | 'operator' | 'admin'>(),
    cancelReason: text(),
    cancellationFeeMinor: integer(),
    paymentMethod: text().$type<PaymentMethod>().notNull().default('invoice'),
    proof: jsonb().$type<Record<string, string>>(),
    ratingStars: integer(),
    ratingComment: text(),
    customerRatingStars: integer(),
    customerRatingComment: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    check('bookings_state', sql`${table.state} in (${stateList})`),
    check('bookings_version', sql`${table.version} >= 1`),
    check('bookings_rating', sql`${table.ratingStars} between 1 and 5`),
    check('bookings_customer_rating', sql`${table.customerRatingStars} between 1 and 5`),
    check('bookings_payment_method', sql`${table.paymentMethod} in ('cash', 'invoice')`),
    check(
      'bookings_amounts',
      sql`${table.priceMinor} >= 0 and ${table.waitingFeeMinor} >= 0 and ${table.cancellationFeeMinor} >= 0 and ${table.distanceM} >= 0 and ${table.durationS} >= 0`,
    ),
    check('bookings_currency', sql`${table.currency} ~ '^[A-Z]{3}$'`),
    check(
      'bookings_driver',
      sql`(${table.state} in (${activeList}, 'completed')) <= (${table.driverId} is not null)`,
    ),
    check('bookings_scheduled', sql`${table.state} <> 'scheduled' or ${table.scheduledFor} is not null`),
    // The tick goes by the start of the search; a booking without one would never have its turn.
    check(
      'bookings_searching',
      sql`${table.state} <> 'searching' or (${table.searchStartedAt} is not null and ${table.driverId} is null)`,
    ),
    check('bookings_completed', sql`${table.state} <> 'completed' or ${table.completedAt} is not null`),
    check(
      'bookings_cancelled',
      sql`(${table.state} = 'cancelled') = (${table.cancelledBy} is not null)
        and ${table.cancelledBy} in ('customer', 'driver', 'operator', 'admin')`,
    ),
    // The invariant itself: a driver has at most one active booking, whatever the interleaving.
    uniqueIndex('bookings_active_driver_key')
      .on(table.driverId)
      .where(sql`${table.state} in (${activeList})`),
    // What each tick reads: the few bookings that search, oldest first, page by page.
    index('bookings_searching').on(table.searchStartedAt, table.id).where(sql`${table.state} = 'searching'`),
    index('bookings_scheduled').on(table.searchAt, table.id).where(sql`${table.state} = 'scheduled'`),
    // What drivers look through for a haul ahead, soonest first.
    index('bookings_ahead')
      .on(table.market, table.vehicleClass, table.scheduledFor, table.id)
      .where(sql`${table.state} = 'scheduled'`),
    index('bookings_customer').on(table.customerId, table.id),
    index('bookings_driver').on(table.driverId, table.id),
    // What lists page through, newest first, whichever of these are asked for, without a look at the rows.
    index('bookings_by_state').on(table.state, table.vehicleClass, table.id, table.createdAt),
    index('bookings_by_market').on(table.market, table.state, table.vehicleClass, table.id, table.createdAt),
    // What a past hour is told from. One that has ended changes no more, but for its ratings.
    index('bookings_past')
      .using(
        'gist',
        sql`tstzrange(${table.createdAt}, greatest(${table.createdAt}, ${table.updatedAt}), '[]')`,
      )
      .where(sql`${table.state} in (${endList})`),
  ],
)

/** What a booking is found by: a line each for its id and addresses, written by a trigger, once. */
export const bookingTexts = pgTable(
  'booking_texts',
  {
    bookingId: uuid()
      .primaryKey()
      .references(() => bookings.id),
    text: text().notNull(),
  },
  (table) => [index('booking_texts_trigrams').using('gin', table.text.op('gin_trgm_ops'))],
)

export const bookingStops = pgTable(
  'booking_stops',
  {
    bookingId: uuid()
      .notNull()
      .references(() => bookings.id),
    position: integer().notNull(),
    place: jsonb().$type<Place>().notNull(),
    reachedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.bookingId, table.position] }),
    check('booking_stops_position', sql`${table.position} >= 0`),
  ],
)
