/*
 * Whoever ties a driver to a booking locks in one order, so that nobody waits in a circle: the booking, its driver, the
 * driver's availability, offers by id. A step may be left out, never swapped. An admin's change of a driver or a vehicle
 * holds the vehicle before the driver; it never waits for a booking, nor we for more than a key share of a vehicle.
 */
import { eq } from 'drizzle-orm'
import { bookings, driverAvailability, drivers, vehicles } from '../../db/schema/index.ts'
import { notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'

/** The booking, locked until the transaction ends; `share` keeps others from moving it, not from looking. @throws DomainError not_found. */
export async function holdBooking(context: Context, bookingId: string, strength: 'update' | 'share') {
  const [booking] = await context.db.select().from(bookings).where(eq(bookings.id, bookingId)).for(strength)
  if (!booking) throw notFound('booking')
  return booking
}

/**
 * The driver and their vehicle, if any, locked until the transaction ends: with `no key update` no other booking, offer of
 * theirs or admin comes in between; `key share` only keeps a vehicle from being taken away.
 */
export async function holdDriver(
  context: Context,
  driverId: string,
  strength: 'no key update' | 'key share',
) {
  const [driver] = await context.db.select().from(drivers).where(eq(drivers.userId, driverId)).for(strength)
  if (!driver) return undefined
  const { approval, vehicleId } = driver
  // Read after the lock: the change that we may have waited for is seen.
  const [vehicle] = vehicleId
    ? await context.db.select().from(vehicles).where(eq(vehicles.id, vehicleId))
    : []
  return { approval, vehicle: vehicle ?? null }
}

/** Whether the driver is on duty, locked until the transaction ends; `offline` for one who never was. */
export async function holdAvailability(context: Context, driverId: string, strength: 'update' | 'share') {
  const [row] = await context.db
    .select({ status: driverAvailability.status })
    .from(driverAvailability)
    .where(eq(driverAvailability.driverId, driverId))
    .for(strength)
  return row?.status ?? 'offline'
}
