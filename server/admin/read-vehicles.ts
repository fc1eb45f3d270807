import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { drivers, vehicles } from '../../db/schema/index.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { contains } from './contains.ts'
import { hasDue } from './documents/is-due.ts'
import { orderOf, pastCursor, type SortedPage, type Sorting, toSortedPage } from './keyset.ts'
import { rowsToRead } from './page.ts'
import { type Vehicle, vehicleView } from './vehicle-view.ts'

export const VEHICLE_SORTS = ['newest', 'plate', 'year', 'class'] as const
type VehicleSort = (typeof VEHICLE_SORTS)[number]
type Filter = SortedPage<VehicleSort> & {
  class?: VehicleClass
  status?: Vehicle['status']
  assigned?: 'true' | 'false'
  papersDueInDays?: number
  q?: string
}

const BY = {
  newest: null,
  plate: sql`upper(${vehicles.plate})`,
  year: vehicles.year,
  class: vehicles.vehicleClass,
} as const satisfies Record<VehicleSort, unknown>
const VALUE_OF: Record<VehicleSort, (vehicle: Vehicle) => string | number | null> = {
  newest: () => null,
  plate: ({ plate }) => plate.toUpperCase(),
  year: ({ year }) => year,
  class: ({ vehicleClass }) => vehicleClass,
}

/**
 * Vehicles, newest first unless `sort` and `order` say otherwise; `q` is looked for in plate, make and model.
 * @throws DomainError cursor_invalid.
 */
export async function listVehicles(context: Context, filter: Filter) {
  const { class: vehicleClass, status, assigned, papersDueInDays, q, sort = 'newest' } = filter
  const order = filter.order ?? (sort === 'newest' ? 'desc' : 'asc')
  const sorting: Sorting = { sort, order, by: BY[sort], id: vehicles.id }
  const due = papersDueInDays !== undefined && { now: context.clock.now(), withinDays: papersDueInDays }
  const rows = await context.db
    .select({ vehicle: vehicles, driverId: drivers.userId })
    .from(vehicles)
    .leftJoin(drivers, eq(drivers.vehicleId, vehicles.id))
    .where(
      and(
        vehicleClass && eq(vehicles.vehicleClass, vehicleClass),
        status && eq(vehicles.status, status),
        assigned && (assigned === 'true' ? isNotNull(drivers.userId) : isNull(drivers.userId)),
        due ? hasDue('vehicle', vehicles.id, due) : undefined,
        q ? contains([vehicles.plate, vehicles.make, vehicles.model], q) : undefined,
        pastCursor(filter.cursor, sorting),
      ),
    )
    .orderBy(...orderOf(sorting))
    .limit(rowsToRead(filter))
  const flat = rows.map(({ vehicle, driverId }) => ({ ...vehicle, driverId }))
  return toSortedPage(flat, filter, sorting, {
    view: ({ driverId, ...vehicle }) => vehicleView(vehicle, driverId),
    valueIn: VALUE_OF[sort],
  })
}

/** @throws DomainError not_found. */
export async function readVehicle(context: Context, id: string) {
  const [row] = await context.db
    .select({ vehicle: vehicles, driverId: drivers.userId })
    .from(vehicles)
    .leftJoin(drivers, eq(drivers.vehicleId, vehicles.id))
    .where(eq(vehicles.id, id))
  if (!row) throw notFound('vehicle')
  return vehicleView(row.vehicle, row.driverId)
}
