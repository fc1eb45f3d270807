import { and, desc, eq, ilike, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { bookings, driverAvailability, drivers, users, vehicles } from '../../db/schema/index.ts'
import { type IdPage, rowsToRead, toPage } from '../admin/page.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import type { DriverApproval, DriverStatus } from './driver.ts'
import { type DriverView, mapDriver } from './views.ts'

type Filter = IdPage & {
  status?: DriverStatus
  approval?: DriverApproval
  vehicleClass?: VehicleClass
  q?: string
}
const statusOf = sql<DriverStatus>`coalesce(${driverAvailability.status}, 'offline')`

/** Drivers, newest first; `q` is looked for in name, phone, e-mail address and plate. */
export async function listDrivers(context: Context, filter: Filter) {
  const { status, approval, vehicleClass, q, cursor } = filter
  const like = q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : undefined
  const rows = await readRows(
    context,
    and(
      status && eq(statusOf, status),
      approval && eq(drivers.approval, approval),
      vehicleClass && eq(drivers.vehicleClass, vehicleClass),
      like
        ? or(
            ilike(users.name, like),
            ilike(users.phone, like),
            ilike(users.email, like),
            ilike(vehicles.plate, like),
          )
        : undefined,
      cursor ? lt(drivers.userId, cursor) : undefined,
    ),
    rowsToRead(filter),
  )
  return toPage(rows, filter, (row) => driverView(context, row))
}

/** One driver, as in the list. @throws DomainError not_found. */
export async function readDriverCard(context: Context, driverId: string): Promise<DriverView> {
  const [row] = await readRows(context, eq(drivers.userId, driverId), 1)
  if (!row) throw notFound('driver')
  return driverView(context, row)
}

type Row = Awaited<ReturnType<typeof readRows>>[number]

function readRows({ db }: Context, which: SQL | undefined, rowsMax: number) {
  const isAtHand = and(eq(bookings.driverId, drivers.userId), inArray(bookings.state, [...ACTIVE_STATES]))
  return db
    .select({
      id: drivers.userId,
      driver: drivers,
      user: users,
      vehicle: vehicles,
      status: statusOf,
      silentAt: driverAvailability.silentAt,
      bookingId: bookings.id,
    })
    .from(drivers)
    .innerJoin(users, eq(users.id, drivers.userId))
    .leftJoin(vehicles, eq(vehicles.id, drivers.vehicleId))
    .leftJoin(driverAvailability, eq(driverAvailability.driverId, drivers.userId))
    .leftJoin(bookings, isAtHand)
    .where(which)
    .orderBy(desc(drivers.userId))
    .limit(rowsMax)
}

function driverView({ driverIndex }: Context, row: Row): DriverView {
  const { id, driver, user, vehicle, status, silentAt, bookingId } = row
  const indexed = driverIndex.get(id)
  return {
    id,
    name: user.name,
    phone: user.phone,
    approval: driver.approval,
    status,
    silentSince: silentAt?.toISOString() ?? null,
    vehicleClass: driver.vehicleClass,
    vehicle: vehicle ? `${vehicle.make} ${vehicle.model}, ${vehicle.plate}` : null,
    bookingId,
    rating: driver.ratingCount > 0 ? driver.ratingSum / driver.ratingCount : null,
    place: indexed ? mapDriver(indexed) : null,
  }
}
