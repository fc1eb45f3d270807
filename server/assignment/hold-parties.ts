/*
 * Whoever ties a driver to a booking locks in one order, so that nobody waits in a circle: the booking, its driver, the
 * driver's availability, offers by id. A step may be left out, never swapped. An admin's change of a driver or a vehicle
 * holds the vehicle before all of these; we never wait for more than a key share of a vehicle.
 */
import { and, eq, inArray } from 'drizzle-orm'
import { bookings, driverAvailability, drivers, vehicles } from '../../db/schema/index.ts'
import { unfitness } from '../admin/why-unfit.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import { conflict, notFound } from '../errors.ts'
import type { Context } from '../platform/context.ts'

/** The booking, locked until the transaction ends; `share` keeps others from moving it, not from looking. @throws DomainError not_found. */
export async function holdBooking(context: Context, bookingId: string, strength: 'update' | 'share') {
  const [booking] = await context.db.select().from(bookings).where(eq(bookings.id, bookingId)).for(strength)
  if (!booking) throw notFound('booking')
  return booking
}

/**
 * The driver, locked until the transaction ends: with `no key update` no other booking, decision or admin comes in
 * between; `key share` only waits for an admin's change.
 */
export async function holdDriver(
  context: Context,
  driverId: string,
  strength: 'no key update' | 'key share',
) {
  const [driver] = await context.db
    .select({ approval: drivers.approval, vehicleId: drivers.vehicleId })
    .from(drivers)
    .where(eq(drivers.userId, driverId))
    .for(strength)
  return driver
}

/** What a held driver has now, read after the lock, so that the change we may have waited for is seen. */
export async function readHeldDriver(context: Context, driverId: string) {
  const [row] = await context.db
    .select({
      vehicle: vehicles,
      activeBookingId: bookings.id,
      unfit: unfitness(context.clock.now()),
    })
    .from(drivers)
    .leftJoin(vehicles, eq(vehicles.id, drivers.vehicleId))
    .leftJoin(
      bookings,
      and(eq(bookings.driverId, drivers.userId), inArray(bookings.state, [...ACTIVE_STATES])),
    )
    .where(eq(drivers.userId, driverId))
  return {
    vehicle: row?.vehicle ?? null,
    isBusy: Boolean(row?.activeBookingId),
    /** Why they take no haul, though the vehicle's record may not say so. */
    unfit: row?.unfit ?? null,
  }
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

export const driverBusy = () => conflict('driver_busy', 'The driver already has an active booking.')
