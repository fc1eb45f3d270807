import { sql } from 'drizzle-orm'
import { check, date, index, integer, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { drivers, vehicles } from './fleet.ts'
import { users } from './identity.ts'

const time = () => timestamp({ withTimezone: true })

/**
 * Who had which vehicle, when. A constraint of its migration keeps the periods of a vehicle, and those of a driver, apart;
 * the one without an end is `drivers.vehicle_id`.
 */
export const vehicleAssignments = pgTable(
  'vehicle_assignments',
  {
    id: uuid().primaryKey(),
    vehicleId: uuid()
      .notNull()
      .references(() => vehicles.id),
    driverId: uuid()
      .notNull()
      .references(() => drivers.userId),
    startedAt: time().notNull(),
    endedAt: time(),
  },
  (table) => [
    check(
      'vehicle_assignments_order',
      sql`${table.endedAt} is null or ${table.endedAt} >= ${table.startedAt}`,
    ),
    index('vehicle_assignments_vehicle').on(table.vehicleId, table.startedAt),
    index('vehicle_assignments_driver').on(table.driverId, table.startedAt),
  ],
)

/**
 * When a vehicle is in the workshop: from `starts_at` until before `ends_at`; without an end until somebody ends it. A
 * constraint of its migration keeps those of a vehicle apart, but for cancelled ones.
 */
export const maintenancePeriods = pgTable(
  'maintenance_periods',
  {
    id: uuid().primaryKey(),
    vehicleId: uuid()
      .notNull()
      .references(() => vehicles.id),
    state: text().$type<'planned' | 'under_way' | 'ended' | 'cancelled'>().notNull(),
    startsAt: time().notNull(),
    endsAt: time(),
    reason: text().notNull(),
    version: integer().notNull().default(1),
    /** Null for what was under way before there were periods. */
    createdBy: uuid().references(() => users.id),
    createdAt: time().notNull(),
  },
  (table) => [
    check('maintenance_periods_state', sql`${table.state} in ('planned', 'under_way', 'ended', 'cancelled')`),
    check(
      'maintenance_periods_end',
      sql`case when ${table.endsAt} is null then ${table.state} <> 'ended' else ${table.endsAt} >= ${table.startsAt} end`,
    ),
    index('maintenance_periods_vehicle').on(table.vehicleId, table.startsAt),
    // What is to start or to end is looked for every second.
    index('maintenance_periods_planned').on(table.startsAt).where(sql`${table.state} = 'planned'`),
    index('maintenance_periods_under_way').on(table.endsAt).where(sql`${table.state} = 'under_way'`),
    uniqueIndex('maintenance_periods_under_way_key')
      .on(table.vehicleId)
      .where(sql`${table.state} = 'under_way'`),
  ],
)

export type DocumentKind =
  | 'driving_licence'
  | 'identity'
  | 'registration'
  | 'insurance'
  | 'inspection'
  | 'permit'

/** A paper of a driver or of a vehicle. It is not changed: a renewal is a paper of its own, and a removed one stays. */
export const documents = pgTable(
  'documents',
  {
    id: uuid().primaryKey(),
    driverId: uuid().references(() => drivers.userId),
    vehicleId: uuid().references(() => vehicles.id),
    kind: text().$type<DocumentKind>().notNull(),
    number: text().notNull(),
    issuedOn: date(),
    /** The last day on which it is valid, in the company's time zone; null for ever. */
    expiresOn: date(),
    /** The nearest number of days ahead of the end that was warned of; -1 once the end was told. */
    warnedDays: integer(),
    renewsId: uuid(),
    /** A paper that was renewed is valid for as long as it was, but nobody is warned of its end. */
    renewedAt: time(),
    removedAt: time(),
    createdAt: time().notNull(),
  },
  (table) => [
    check('documents_subject', sql`num_nonnulls(${table.driverId}, ${table.vehicleId}) = 1`),
    check(
      'documents_kind',
      sql`${table.kind} in ('driving_licence', 'identity', 'registration', 'insurance', 'inspection', 'permit')`,
    ),
    check('documents_days', sql`${table.issuedOn} <= ${table.expiresOn}`),
    check('documents_warned', sql`${table.warnedDays} in (30, 14, 7, 1, -1)`),
    uniqueIndex('documents_driver_key')
      .on(table.driverId, table.kind, sql`upper(${table.number})`)
      .where(sql`${table.renewedAt} is null and ${table.removedAt} is null`),
    uniqueIndex('documents_vehicle_key')
      .on(table.vehicleId, table.kind, sql`upper(${table.number})`)
      .where(sql`${table.renewedAt} is null and ${table.removedAt} is null`),
    uniqueIndex('documents_renewal_key').on(table.renewsId).where(sql`${table.removedAt} is null`),
    // What is to be told of is looked for every few seconds.
    index('documents_expiry')
      .on(table.expiresOn)
      .where(
        sql`${table.renewedAt} is null and ${table.removedAt} is null and ${table.warnedDays} is distinct from -1`,
      ),
    index('documents_of_driver').on(table.driverId, table.kind).where(sql`${table.removedAt} is null`),
    index('documents_of_vehicle').on(table.vehicleId, table.kind).where(sql`${table.removedAt} is null`),
  ],
)

/** One row: what the company asks of its fleet. */
export const fleetSettings = pgTable(
  'fleet_settings',
  {
    id: integer().primaryKey(),
    /** IANA name; a paper's last day ends at midnight there. */
    timeZone: text().notNull(),
    /** Kinds without a valid one of which nobody is matched. */
    driverDocuments: text().array().$type<DocumentKind[]>().notNull(),
    vehicleDocuments: text().array().$type<DocumentKind[]>().notNull(),
    version: integer().notNull(),
    updatedAt: time().notNull(),
  },
  (table) => [check('fleet_settings_single', sql`${table.id} = 1`)],
)
