import { and, asc, eq, gt, ne } from 'drizzle-orm'
import { drivers, users, vehicles } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import type { NewVehicle } from '../vehicle-view.ts'
import { type DriverRow, rowOf } from './import-drivers.ts'
import { VEHICLE_COLUMNS } from './import-vehicles.ts'

/** Rows of one statement. */
const PAGE_MAX = 5_000

/** Every vehicle that is not retired, oldest first, as the import takes it. */
export function exportVehicles({ db }: Context): Promise<NewVehicle[]> {
  return readAll(
    (after) =>
      db
        .select()
        .from(vehicles)
        .where(and(ne(vehicles.status, 'retired'), after ? gt(vehicles.id, after) : undefined))
        .orderBy(asc(vehicles.id))
        .limit(PAGE_MAX),
    (vehicle) => Object.fromEntries(VEHICLE_COLUMNS.map((column) => [column, vehicle[column]])) as NewVehicle,
  )
}

/** Every driver, oldest first, as the import takes them. */
export function exportDrivers({ db }: Context): Promise<DriverRow[]> {
  return readAll(
    (after) =>
      db
        .select({
          ...{ id: users.id, email: users.email, name: users.name, phone: users.phone },
          vehicleClass: drivers.vehicleClass,
        })
        .from(drivers)
        .innerJoin(users, eq(users.id, drivers.userId))
        .where(after ? gt(drivers.userId, after) : undefined)
        .orderBy(asc(drivers.userId))
        .limit(PAGE_MAX),
    (row) => rowOf(row, row),
  )
}

async function readAll<Row extends { id: string }, Item>(
  read: (after: string | undefined) => PromiseLike<Row[]>,
  view: (row: Row) => Item,
): Promise<Item[]> {
  const items: Item[] = []
  for (let last: string | undefined; ; ) {
    const page = await read(last)
    for (const row of page) items.push(view(row))
    if (page.length < PAGE_MAX) return items
    last = page.at(-1)?.id
  }
}
