import { and, eq, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { bookings, driverAvailability, drivers, users, vehicles } from '../../db/schema/index.ts'
import { contains } from '../admin/contains.ts'
import { hasDue } from '../admin/documents/is-due.ts'
import { orderOf, pastCursor, type SortedPage, type Sorting, toSortedPage } from '../admin/keyset.ts'
import { rowsToRead } from '../admin/page.ts'
import { readNextHauls } from '../assignment/read-next-hauls.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import type { DriverApproval, DriverStatus } from './driver.ts'
import { type DriverView, mapDriver } from './views.ts'

export const DRIVER_SORTS = ['newest', 'name', 'class'] as const
type DriverSort = (typeof DRIVER_SORTS)[number]
type Filter = SortedPage<DriverSort> & {
  status?: DriverStatus
  approval?: DriverApproval
  vehicleClass?: VehicleClass
  assigned?: 'true' | 'false'
  papersDueInDays?: number
  q?: string
}
const BY = {
  newest: null,
  name: users.name,
  class: drivers.vehicleClass,
} as const satisfies Record<DriverSort, unknown>
const VALUE_OF: Record<DriverSort, (row: Row) => string | null> = {
  newest: () => null,
  name: ({ user }) => user.name,
  class: ({ driver }) => driver.vehicleClass,
}
const statusOf = sql<DriverStatus>`coalesce(${driverAvailability.status}, 'offline')`

/**
 * Drivers, newest first unless `sort` and `order` say otherwise; `q` is looked for in name, phone, e-mail address and plate.
 * @throws DomainError cursor_invalid.
 */
export async function listDrivers(context: Context, filter: Filter) {
  const { status, approval, vehicleClass, assigned, papersDueInDays, q, sort = 'newest' } = filter
  const order = filter.order ?? (sort === 'newest' ? 'desc' : 'asc')
  const sorting: Sorting = { sort, order, by: BY[sort], id: drivers.userId }
  const due = papersDueInDays !== undefined && { now: context.clock.now(), withinDays: papersDueInDays }
  const rows = await readRows(
    context,
    and(
      status && eq(statusOf, status),
      approval && eq(drivers.approval, approval),
      vehicleClass && eq(drivers.vehicleClass, vehicleClass),
      assigned && (assigned === 'true' ? isNotNull(drivers.vehicleId) : isNull(drivers.vehicleId)),
      due ? hasDue('driver', drivers.userId, due) : undefined,
      q ? contains([users.name, users.phone, users.email, vehicles.plate], q) : undefined,
      pastCursor(filter.cursor, sorting),
    ),
    sorting,
    rowsToRead(filter),
  )
  return toSortedPage(rows, filter, sorting, {
    view: (row) => driverView(context, row),
    valueIn: VALUE_OF[sort],
  })
}

/** One driver, as in the list. @throws DomainError not_found. */
export async function readDriverCard(context: Context, driverId: string): Promise<DriverView> {
  const byId: Sorting = { sort: 'newest', order: 'desc', by: null, id: drivers.userId }
  const [row] = await readRows(context, eq(drivers.userId, driverId), byId, 1)
  if (!row) throw notFound('driver')
  return driverView(context, row)
}

type Row = Awaited<ReturnType<typeof readRows>>[number]

async function readRows(context: Context, which: SQL | undefined, sorting: Sorting, rowsMax: number) {
  const isAtHand = and(eq(bookings.driverId, drivers.userId), inArray(bookings.state, [...ACTIVE_STATES]))
  const rows = await context.db
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
    .orderBy(...orderOf(sorting))
    .limit(rowsMax)
  const nextOf = await readNextHauls(
    context,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, nextBookingId: nextOf.get(row.id) ?? null }))
}

function driverView({ driverIndex }: Context, row: Row): DriverView {
  const { id, driver, user, vehicle, status, silentAt, bookingId, nextBookingId } = row
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
    nextBookingId,
    rating: driver.ratingCount > 0 ? driver.ratingSum / driver.ratingCount : null,
    place: indexed ? mapDriver(indexed) : null,
  }
}
