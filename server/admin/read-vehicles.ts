import { and, desc, eq, ilike, lt, or } from 'drizzle-orm'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { drivers, vehicles } from '../../db/schema/index.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'
import { type IdPage, rowsToRead, toPage } from './page.ts'
import { type Vehicle, vehicleView } from './vehicle-view.ts'

type Filter = IdPage & { class?: VehicleClass; status?: Vehicle['status']; q?: string }

/** Vehicles, newest first; `q` is looked for in plate, make and model. */
export async function listVehicles(context: Context, filter: Filter) {
  const { class: vehicleClass, status, q, cursor } = filter
  const like = q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : undefined
  const rows = await context.db
    .select({ vehicle: vehicles, driverId: drivers.userId })
    .from(vehicles)
    .leftJoin(drivers, eq(drivers.vehicleId, vehicles.id))
    .where(
      and(
        vehicleClass && eq(vehicles.vehicleClass, vehicleClass),
        status && eq(vehicles.status, status),
        like
          ? or(ilike(vehicles.plate, like), ilike(vehicles.make, like), ilike(vehicles.model, like))
          : undefined,
        cursor ? lt(vehicles.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(vehicles.id))
    .limit(rowsToRead(filter))
  const flat = rows.map(({ vehicle, driverId }) => ({ ...vehicle, driverId }))
  return toPage(flat, filter, ({ driverId, ...vehicle }) => vehicleView(vehicle, driverId))
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
