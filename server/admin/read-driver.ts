import { eq } from 'drizzle-orm'
import { drivers, users, vehicles } from '../../db/schema/index.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'

/** A driver's records: approval, account and vehicle, if any. @throws DomainError not_found. */
export async function readDriver(context: Context, id: string) {
  const [row] = await context.db
    .select({ driver: drivers, user: users, vehicle: vehicles })
    .from(drivers)
    .innerJoin(users, eq(users.id, drivers.userId))
    .leftJoin(vehicles, eq(vehicles.id, drivers.vehicleId))
    .where(eq(drivers.userId, id))
  if (!row) throw notFound('driver')
  return row
}
