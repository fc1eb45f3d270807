import { and, eq, lte, ne } from 'drizzle-orm'
import { driverAvailability, drivers, vehicles } from '../../db/schema/index.ts'
import { broadcastDriver, broadcastOffers } from '../assignment/broadcast-changes.ts'
import { withdrawOffers } from '../assignment/withdraw-offers.ts'
import { conflict } from '../errors.ts'
import { actorId, type Context, inTransaction } from '../platform/context.ts'
import { appendEvents } from '../platform/event-log/append-events.ts'
import type { DriverStatus } from '../tracking/driver-index.ts'

/** A driver who has sent nothing for this long is offline. */
const OFFLINE_AFTER_MS = 300_000

/** The driver goes on or off duty. @throws DomainError driver_not_approved, vehicle_missing, booking_active. */
export async function setAvailability(
  context: Context,
  status: DriverStatus,
): Promise<{ status: DriverStatus }> {
  const driverId = actorId(context)
  if (status === 'available') await assertFit(context, driverId)
  if (status === 'offline' && context.driverIndex.get(driverId)?.bookingId) {
    throw conflict(
      'booking_active',
      'Finish or hand back the active booking first; pause to take no further ones.',
    )
  }
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
    const row = {
      driverId,
      status: to,
      changedAt: from === to && before ? before.changedAt : now,
      seenAt: now,
    }
    await tx.db
      .insert(driverAvailability)
      .values(row)
      .onConflictDoUpdate({ target: driverAvailability.driverId, set: row })
    if (from === to) return []
    const data = { driverId, from, to, reason }
    await appendEvents(tx, [{ type: 'driver.availability_changed', key: driverId, data }])
    return to === 'available' ? [] : withdrawOffers(tx, { driverId })
  })
  broadcastOffers(context, 'withdrawn', withdrawn)
  broadcastDriver(context, driverId)
}

/** Takes drivers off duty who have been silent for five minutes. Drivers with an active booking stay on it. */
export async function retireSilentDrivers(context: Context): Promise<void> {
  const limitMs = context.clock.now().getTime() - OFFLINE_AFTER_MS
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
