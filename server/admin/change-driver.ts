import { and, eq, isNull } from 'drizzle-orm'
import { isUniqueViolation } from '../../db/connect.ts'
import { drivers, refreshTokens } from '../../db/schema/index.ts'
import { broadcastDriver, broadcastOffers } from '../assignment/broadcast-changes.ts'
import { withdrawOffers } from '../assignment/withdraw-offers.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { sessionsEndedChannel } from '../platform/channels.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { type DriverUpdate, driverView } from './driver-view.ts'
import { assertVersion, lockVehicle, refuseWhileBusy } from './lock-vehicle.ts'
import { readDriver } from './read-driver.ts'
import { recordAudit } from './record-audit.ts'
import { takeOffline } from './take-offline.ts'

type Driver = typeof drivers.$inferSelect

/**
 * Approves or suspends a driver and gives or takes a vehicle, whose class the driver takes over. A suspended driver is
 * offline and signed out, but may sign in again to finish a haul under way.
 * @throws DomainError not_found, version_mismatch, vehicle_retired, vehicle_assigned, driver_busy.
 */
export async function changeDriver(
  context: Context,
  { id, version, ...change }: DriverUpdate & { id: string },
) {
  if (Object.keys(change).length === 0)
    throw invalid('nothing_to_change', 'approval', 'Name the approval or the vehicle.')
  let withdrawn: Awaited<ReturnType<typeof withdrawOffers>>
  try {
    withdrawn = await inTransaction(context, async (tx) => {
      const vehicle = change.vehicleId ? await lockVehicle(tx, change.vehicleId) : null
      const [before] = await tx.db.select().from(drivers).where(eq(drivers.userId, id)).for('no key update')
      if (!before) throw notFound('driver')
      if (version !== undefined) assertVersion(before.version, version)
      const after: Driver = { ...before, ...change, version: before.version + 1 }
      if (vehicle) after.vehicleClass = vehicle.vehicleClass
      if (after.vehicleId !== before.vehicleId) await refuseWhileBusy(tx, id, 'driver_busy')
      const { approval, vehicleId, vehicleClass } = after
      await tx.db
        .update(drivers)
        .set({ approval, vehicleId, vehicleClass, version: after.version })
        .where(eq(drivers.userId, id))
      if (approval !== 'approved') await takeOffline(tx, id, approval)
      else if (vehicleId === null) await takeOffline(tx, id, 'no_vehicle')
      if (approval === 'suspended') await endSessions(tx, id)
      await recordAudit(tx, { action: 'driver.change', subjectType: 'driver', subjectId: id, before, after })
      const mayHaul = approval === 'approved' && vehicleId !== null
      return mayHaul ? [] : withdrawOffers(tx, { driverId: id })
    })
  } catch (error) {
    if (!isUniqueViolation(error, 'drivers_vehicle_key')) throw error
    throw conflict('vehicle_assigned', 'Another driver has this vehicle.')
  }
  const driver = driverView(await readDriver(context, id))
  broadcastOffers(context, 'withdrawn', withdrawn)
  broadcastDriver(context, id)
  if (driver.approval === 'suspended') context.broadcast.publish(sessionsEndedChannel(), { userId: id })
  return driver
}

async function endSessions(context: Context, userId: string): Promise<void> {
  await context.db
    .update(refreshTokens)
    .set({ revokedAt: context.clock.now() })
    .where(and(eq(refreshTokens.userId, userId), isNull(refreshTokens.revokedAt)))
}
