import { bigint, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { VehicleClass } from './fleet.ts'

const total = () => bigint({ mode: 'number' }).notNull().default(0)
/** What every rollup is kept by: which counting of the log, how long its span is and when it begins. */
const span = {
  generation: integer().notNull(),
  spanS: integer().notNull(),
  startsAt: timestamp({ withTimezone: true }).notNull(),
}
const series = { market: text().notNull(), vehicleClass: text().$type<VehicleClass>().notNull() }

export const bookingRollups = pgTable(
  'booking_rollups',
  {
    ...span,
    ...series,
    currency: text().notNull(),
    booked: total(),
    bookedAssigned: total(),
    bookedCollected: total(),
    bookedDelivered: total(),
    bookedCompleted: total(),
    created: total(),
    createdScheduled: total(),
    createdSurged: total(),
    newCustomers: total(),
    assigned: total(),
    assignments: total(),
    assignmentS: total(),
    pickups: total(),
    pickupsTimed: total(),
    pickupsOnTime: total(),
    pickupsPromised: total(),
    etaErrorS: total(),
    etaErrorAbsS: total(),
    completed: total(),
    cancelledByCustomer: total(),
    cancelledByDriver: total(),
    cancelledByOperator: total(),
    unfulfilled: total(),
    handBacks: total(),
    trips: total(),
    tripS: total(),
    distanceM: total(),
    priceMinor: total(),
    waitingFeeMinor: total(),
    cancellationFeeMinor: total(),
    surged: total(),
    surgedPriceMinor: total(),
    surgeMinor: total(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.generation,
        table.spanS,
        table.startsAt,
        table.market,
        table.vehicleClass,
        table.currency,
      ],
    }),
  ],
)

/**
 * How many bookings waited for their driver for about so long: the buckets are in wait-histogram.ts. Beside those of each
 * series there are those of all, of the market and class `*`: a histogram is many rows, too many to add up over the series.
 */
export const waitRollups = pgTable(
  'wait_rollups',
  {
    ...span,
    market: text().notNull(),
    vehicleClass: text().notNull(),
    bucket: integer().notNull(),
    bookings: total(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.generation,
        table.spanS,
        table.startsAt,
        table.market,
        table.vehicleClass,
        table.bucket,
      ],
    }),
  ],
)

export const quoteRollups = pgTable('quote_rollups', { ...span, ...series, quotes: total() }, (table) => [
  primaryKey({ columns: [table.generation, table.spanS, table.startsAt, table.market, table.vehicleClass] }),
])

/** What happened in a cell of resolution 9: quotes, bookings, pickups, and hauls that nobody came for. */
export const cellRollups = pgTable(
  'cell_rollups',
  {
    ...span,
    cell: text().notNull(),
    vehicleClass: text().$type<VehicleClass>().notNull(),
    quoted: total(),
    booked: total(),
    collected: total(),
    unmet: total(),
  },
  (table) => [
    primaryKey({
      columns: [table.generation, table.spanS, table.startsAt, table.cell, table.vehicleClass],
    }),
  ],
)

export const driverRollups = pgTable(
  'driver_rollups',
  {
    ...span,
    driverId: uuid().notNull(),
    currency: text().notNull(),
    hauls: total(),
    cancelled: total(),
    distanceM: total(),
    priceMinor: total(),
    haulS: total(),
    pickupsTimed: total(),
    pickupsOnTime: total(),
    offersDecided: total(),
    offersAccepted: total(),
    handBacks: total(),
  },
  (table) => [
    primaryKey({ columns: [table.generation, table.spanS, table.startsAt, table.driverId, table.currency] }),
  ],
)

export const dutyRollups = pgTable(
  'duty_rollups',
  { ...span, driverId: uuid().notNull(), availableS: total(), pausedS: total() },
  (table) => [primaryKey({ columns: [table.generation, table.spanS, table.startsAt, table.driverId] })],
)

const sampledSpan = { spanS: span.spanS, startsAt: span.startsAt }

/** How often the drivers were counted; a span of a minute says that its sample was taken. */
export const supplySamples = pgTable('supply_samples', { ...sampledSpan, samples: total() }, (table) => [
  primaryKey({ columns: [table.spanS, table.startsAt] }),
])

/** Drivers on duty as the samples found them, summed: a sample is a minute of each. */
export const supplyRollups = pgTable(
  'supply_rollups',
  { ...sampledSpan, ...series, onDuty: total(), onHaul: total(), free: total() },
  (table) => [primaryKey({ columns: [table.spanS, table.startsAt, table.market, table.vehicleClass] })],
)

/** Free drivers of a cell of resolution 9 as the samples found them, summed. */
export const supplyCells = pgTable(
  'supply_cells',
  {
    ...sampledSpan,
    cell: text().notNull(),
    vehicleClass: text().$type<VehicleClass>().notNull(),
    free: total(),
  },
  (table) => [primaryKey({ columns: [table.spanS, table.startsAt, table.cell, table.vehicleClass] })],
)
