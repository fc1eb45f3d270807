import { and, eq, inArray } from 'drizzle-orm'
import { bookings, drivers, vehicles } from '../../db/schema/index.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import type { CodeOf } from '../error-codes.ts'
import { conflict, notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'

/*
 * Rows are always locked vehicle first, then the haul that a driver may have to hand back, then the driver, so that two
 * admins wait for each other but never in a circle. An acceptance holds its driver's row, hence whoever holds that row sees every active booking of the driver. The locks let
 * key shares by, which the foreign keys of an acceptance take of vehicles.
 */

/** The vehicle, locked until the transaction ends. @throws DomainError not_found, vehicle_retired. */
export async function lockVehicle(context: Context, id: string) {
  const [vehicle] = await context.db.select().from(vehicles).where(eq(vehicles.id, id)).for('no key update')
  if (!vehicle) throw notFound('vehicle')
  if (vehicle.status === 'retired') throw conflict('vehicle_retired', 'The vehicle is retired.')
  return vehicle
}

/** The driver whose vehicle this is, locked until the transaction ends. */
export async function lockDriverOf(context: Context, vehicleId: string) {
  const [driver] = await context.db
    .select()
    .from(drivers)
    .where(eq(drivers.vehicleId, vehicleId))
    .for('no key update')
  return driver
}

/** @throws DomainError `code` when the driver has an active booking. */
export async function refuseWhileBusy(
  context: Context,
  driverId: string,
  code: CodeOf<'conflict'>,
): Promise<void> {
  const [active] = await context.db
    .select({ id: bookings.id })
    .from(bookings)
    .where(and(eq(bookings.driverId, driverId), inArray(bookings.state, [...ACTIVE_STATES])))
  if (active) throw conflict(code, 'The driver has an active booking.', { bookingId: active.id })
}

/** @throws DomainError version_mismatch, which tells the current version. */
export function assertVersion(current: number, expected: number): void {
  if (current !== expected) {
    throw conflict('version_mismatch', `It was changed meanwhile: its version is ${current}.`, {
      currentVersion: current,
    })
  }
}
