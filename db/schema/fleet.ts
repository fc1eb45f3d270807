import { sql } from 'drizzle-orm'
import {
  check,
  doublePrecision,
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
import { users } from './identity.ts'

export type VehicleClass = 'bike' | 'van' | 'truck' | 'refrigerated_truck'

export const vehicleClasses = pgTable('vehicle_classes', {
  code: text().$type<VehicleClass>().primaryKey(),
  label: text().notNull(),
  capacityKg: doublePrecision().notNull(),
  capacityM3: doublePrecision().notNull(),
})

export const vehicles = pgTable(
  'vehicles',
  {
    id: uuid().primaryKey(),
    vehicleClass: text()
      .$type<VehicleClass>()
      .notNull()
      .references(() => vehicleClasses.code),
    make: text().notNull(),
    model: text().notNull(),
    year: integer().notNull(),
    plate: text().notNull(),
    capacityKg: doublePrecision().notNull(),
    capacityM3: doublePrecision().notNull(),
    status: text().$type<'active' | 'maintenance' | 'retired'>().notNull().default('active'),
    version: integer().notNull().default(1),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    uniqueIndex('vehicles_plate_key').on(sql`upper(${table.plate})`),
    check('vehicles_status', sql`${table.status} in ('active', 'maintenance', 'retired')`),
    check('vehicles_capacity', sql`${table.capacityKg} > 0 and ${table.capacityM3} > 0`),
  ],
)

export const drivers = pgTable(
  'drivers',
  {
    userId: uuid()
      .primaryKey()
      .references(() => users.id),
    approval: text().$type<'pending' | 'approved' | 'suspended'>().notNull().default('pending'),
    vehicleClass: text()
      .$type<VehicleClass>()
      .notNull()
      .references(() => vehicleClasses.code),
    vehicleId: uuid()
      .unique('drivers_vehicle_key')
      .references(() => vehicles.id),
    /** Why the approval was last changed. */
    approvalReason: text(),
    ratingSum: integer().notNull().default(0),
    ratingCount: integer().notNull().default(0),
    version: integer().notNull().default(1),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    check('drivers_approval', sql`${table.approval} in ('pending', 'approved', 'suspended')`),
    check(
      'drivers_counts',
      sql`${table.ratingCount} >= 0 and ${table.ratingSum} between ${table.ratingCount} and 5 * ${table.ratingCount}`,
    ),
  ],
)

export const driverAvailability = pgTable(
  'driver_availability',
  {
    driverId: uuid()
      .primaryKey()
      .references(() => drivers.userId),
    status: text().$type<'available' | 'paused' | 'offline'>().notNull(),
    changedAt: timestamp({ withTimezone: true }).notNull(),
    /** Last sign of life, up to a few seconds behind what the driver index has heard. */
    seenAt: timestamp({ withTimezone: true }).notNull(),
    /** Since when a driver on duty has been marked as silent; null for one who is heard. */
    silentAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    check('driver_availability_status', sql`${table.status} in ('available', 'paused', 'offline')`),
    check(
      'driver_availability_silent_on_duty',
      sql`${table.silentAt} is null or ${table.status} <> 'offline'`,
    ),
    // The sweep for silent drivers looks only at those who are not offline.
    index('driver_availability_online').on(table.seenAt).where(sql`${table.status} <> 'offline'`),
    index('driver_availability_silent').on(table.driverId).where(sql`${table.silentAt} is not null`),
  ],
)

/** Partitioned by day of `recorded_at` in its migration; partitions are made and dropped by the maintenance worker. */
export const tracks = pgTable(
  'tracks',
  {
    driverId: uuid().notNull(),
    recordedAt: timestamp({ withTimezone: true }).notNull(),
    lat: doublePrecision().notNull(),
    lng: doublePrecision().notNull(),
    speedMps: doublePrecision(),
    headingDeg: doublePrecision(),
    accuracyM: doublePrecision(),
  },
  (table) => [
    primaryKey({ columns: [table.driverId, table.recordedAt] }),
    // Refuses NaN too, which PostgreSQL sorts above every number.
    // Columns alone: PostgreSQL puts the text to each partition, where the table's name means nothing.
    check('tracks_place', sql`lat between -90 and 90 and lng between -180 and 180`),
  ],
)

/** Append-only: triggers in its migrations refuse updates, deletes and truncation. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: uuid().primaryKey(),
    /** Null for what came about by itself, in its time. */
    actorId: uuid(),
    action: text().notNull(),
    subjectType: text().notNull(),
    subjectId: text().notNull(),
    before: jsonb(),
    after: jsonb(),
    requestId: text().notNull(),
    /** Where the request came from; null for what no request did. */
    ipAddress: text(),
    userAgent: text(),
    occurredAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    index('audit_log_subject').on(table.subjectType, table.subjectId, table.id),
    index('audit_log_actor').on(table.actorId, table.id),
    index('audit_log_action').on(table.action, table.id),
    index('audit_log_request').on(table.requestId),
    index('audit_log_age').on(table.occurredAt),
  ],
)
