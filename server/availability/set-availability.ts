import { and, eq, inArray, lte, ne } from 'drizzle-orm'
import { bookings, driverAvailability, drivers, vehicles } from '../../db/schema/index.ts'
import { broadcastDriver, broadcastOffers } from '../assignment/broadcast-changes.ts'
import { withdrawOffers } from '../assignment/withdraw-offers.ts'
import { ACTIVE_STATES } from '../booking/states.ts'
import { conflict } from '../errors.ts'
import { actorId, type Context, inTransaction } from '../platform/context.ts'
import { appendEvents } from '../platform/event-log/append-events.ts'
import type { DriverStatus } from '../tracking/driver.ts'

/** A driver who has sent nothing for this long is offline. */
const OFFLINE_AFTER_MS = 300_000

/** The driver goes on or off duty. @throws DomainError driver_not_approved, vehicle_missing, booking_active. */
export async function setAvailability(
  context: Context,
  status: DriverStatus,
): Promise<{ status: DriverStatus }> {
  const driverId = actorId(context)
  if (status === 'available') await assertFit(context, driverId)
  await changeStatus(context, driverId, status, 'driver')
  return { status }
}

async function assertFit(context: Context, driverId: string): Promise<void> {
  const [row] = await context.db
    .select({ approval: drivers.approval, vehicle: vehicles.status })
    .from(drivers)
    .leftJoin(vehicles, eq(vehicles.id, drivers.vehicleId))
    .where(eq(drivers.userId, driverId))
  if (row?.approval !== 'approved')
    throw conflict('driver_not_approved', 'An operator has to approve the driver first.')
  if (row.vehicle !== 'active') throw conflict('vehicle_missing', 'The driver needs an active vehicle.')
}

async function changeStatus(
  context: Context,
  driverId: string,
  to: DriverStatus,
  reason: string,
): Promise<void> {
  const now = context.clock.now()
  const withdrawn = await inTransaction(context, async (tx) => {
    const mine = eq(driverAvailability.driverId, driverId)
    const [before] = await tx.db.select().from(driverAvailability).where(mine).for('update')
    const from = before?.status ?? 'offline'
    // First the offers, then the check: an acceptance that was quicker is committed by now, one that is slower fails.
    const withdrawn = to === 'available' ? [] : await withdrawOffers(tx, { driverId })
    if (to === 'offline') await assertIdle(tx, driverId)
    const row = {
      driverId,
      status: to,
      changedAt: from === to && before ? before.changedAt : now,
      seenAt: now,
      silentAt: null,
    }
    await tx.db
      .insert(driverAvailability)
      .values(row)
      .onConflictDoUpdate({ target: driverAvailability.driverId, set: row })
    if (from === to) return withdrawn
    const data = { driverId, from, to, reason }
    await appendEvents(tx, [{ type: `driver.${to}`, key: driverId, data }])
    return withdrawn
  })
  broadcastOffers(context, 'withdrawn', withdrawn)
  broadcastDriver(context, driverId)
}

async function assertIdle(context: Context, driverId: string): Promise<void> {
  const active = and(eq(bookings.driverId, driverId), inArray(bookings.state, [...ACTIVE_STATES]))
  const [booking] = await context.db.select({ id: bookings.id }).from(bookings).where(active)
  if (!booking) return
  const message = 'Finish or hand back the active booking first; pause to take no further ones.'
  throw conflict('booking_active', message, { bookingId: booking.id })
}

/** Takes drivers off duty who have been silent for five minutes. Drivers with an active booking stay on it. Nobody is silent for longer than we have listened, since `listeningSinceMs`. */
export async function retireSilentDrivers(context: Context, listeningSinceMs: number): Promise<void> {
  const limitMs = context.clock.now().getTime() - OFFLINE_AFTER_MS
  if (listeningSinceMs > limitMs) return
  const online = await context.db
    .select()
    .from(driverAvailability)
    .where(and(ne(driverAvailability.status, 'offline'), lte(driverAvailability.seenAt, new Date(limitMs))))
  for (const { driverId } of online) {
    const driver = context.driverIndex.get(driverId)
    if (driver?.bookingId || (driver?.position && driver.position.recordedAtMs > limitMs)) continue
    await changeStatus(context, driverId, 'offline', 'silent')
  }
}
