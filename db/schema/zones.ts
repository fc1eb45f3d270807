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
import { bookings } from './booking.ts'
import { drivers, type VehicleClass } from './fleet.ts'
import { users } from './identity.ts'

export type ZonePosition = [lng: number, lat: number]
export type ZoneRing = ZonePosition[]
/** As RFC 7946 has it: rings closed, the outer one counter-clockwise and its holes clockwise, lines straight in degrees. */
export type ZoneGeometry =
  | { type: 'Polygon'; coordinates: ZoneRing[] }
  | { type: 'MultiPolygon'; coordinates: ZoneRing[][] }

export const ZONE_KINDS = ['service_area', 'no_go', 'surge_cap', 'geofence'] as const
export type ZoneKind = (typeof ZONE_KINDS)[number]

/** An area that somebody has drawn. One that was removed stays for the history: visits and the audit log name it. */
export const zones = pgTable(
  'zones',
  {
    id: uuid().primaryKey(),
    kind: text().$type<ZoneKind>().notNull(),
    name: text().notNull(),
    geometry: jsonb().$type<ZoneGeometry>().notNull(),
    /** The box around it in degrees, and what it covers. */
    west: doublePrecision().notNull(),
    south: doublePrecision().notNull(),
    east: doublePrecision().notNull(),
    north: doublePrecision().notNull(),
    areaM2: doublePrecision().notNull(),
    /** The H3 resolution-4 cells that it touches. */
    markets: text().array().notNull(),
    isActive: boolean().notNull(),
    /** The classes that it holds for; null for all. */
    vehicleClasses: text().array().$type<VehicleClass[]>(),
    /** Of a service area: whether a haul that begins in it must also end, and stop, within service areas. */
    keepsHaulsInside: boolean(),
    /** Of a surge cap: the highest multiplier. */
    capPermille: integer(),
    /** Of a geofence: after how long inside a driver has dwelled; null where nobody asks. */
    dwellS: integer(),
    version: integer().notNull().default(1),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
    removedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    index('zones_updated').on(table.updatedAt),
    check('zones_kind', sql`${table.kind} in ('service_area', 'no_go', 'surge_cap', 'geofence')`),
    // Of an area with parts on both sides of the antimeridian it is as wide as the world.
    check(
      'zones_box',
      sql`${table.west} between -180 and ${table.east} and ${table.east} <= 180
        and ${table.south} between -90 and ${table.north} and ${table.north} <= 90 and ${table.areaM2} > 0`,
    ),
    check(
      'zones_settings',
      sql`(${table.kind} = 'service_area') = (${table.keepsHaulsInside} is not null)
        and (${table.kind} = 'surge_cap') = (${table.capPermille} is not null) and coalesce(${table.capPermille}, 1000) >= 1000
        and (${table.kind} = 'geofence' or ${table.dwellS} is null) and coalesce(${table.dwellS}, 1) > 0
        and (${table.kind} <> 'surge_cap' or ${table.vehicleClasses} is null)`,
    ),
    check('zones_removed', sql`${table.removedAt} is null or not ${table.isActive}`),
  ],
)

/** What ended a visit: the driver drove out, went off duty (or silent for good) inside, or the zone ended. */
export const VISIT_ENDS = ['left', 'off_duty', 'zone_ended'] as const
export type VisitEnd = (typeof VISIT_ENDS)[number]

/** A driver's stay in a geofence. The open ones are the state that the worker goes on from, whichever it is. */
export const zoneVisits = pgTable(
  'zone_visits',
  {
    id: uuid().primaryKey(),
    zoneId: uuid()
      .notNull()
      .references(() => zones.id),
    driverId: uuid()
      .notNull()
      .references(() => drivers.userId),
    /** The haul at hand as the driver entered. */
    bookingId: uuid().references(() => bookings.id),
    /** When the first position beyond the border was recorded, of those that made it certain. */
    enteredAt: timestamp({ withTimezone: true }).notNull(),
    dwelledAt: timestamp({ withTimezone: true }),
    leftAt: timestamp({ withTimezone: true }),
    endedBy: text().$type<VisitEnd>(),
    /** The latest position that any of these was told by: none up to it is judged again. */
    judgedUntil: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    // A driver is in a zone once, whoever watches.
    uniqueIndex('zone_visits_open_key').on(table.driverId, table.zoneId).where(sql`${table.leftAt} is null`),
    index('zone_visits_zone').on(table.zoneId, table.id),
    index('zone_visits_driver').on(table.driverId, table.judgedUntil),
    index('zone_visits_left').on(table.leftAt).where(sql`${table.leftAt} is not null`),
    check(
      'zone_visits_ended',
      sql`(${table.leftAt} is null) = (${table.endedBy} is null) and coalesce(${table.endedBy}, 'left') in ('left', 'off_duty', 'zone_ended')`,
    ),
    check(
      'zone_visits_order',
      sql`coalesce(${table.leftAt}, ${table.enteredAt}) >= ${table.enteredAt} and coalesce(${table.dwelledAt}, ${table.enteredAt}) >= ${table.enteredAt}`,
    ),
  ],
)
