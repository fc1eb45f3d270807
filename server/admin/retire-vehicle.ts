import { eq } from 'drizzle-orm'
import { drivers, vehicles } from '../../db/schema/index.ts'
import { broadcastDriver, broadcastOffers } from '../assignment/broadcast-changes.ts'
import { withdrawOffers } from '../assignment/withdraw-offers.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { lockDriverOf, lockVehicle, refuseWhileBusy } from './lock-vehicle.ts'
import { endAllPeriods } from './maintenance/turn-by-hand.ts'
import { recordAssignment } from './record-assignment.ts'
import { recordAudit } from './record-audit.ts'
import { takeOffline } from './take-offline.ts'
import { type Vehicle, vehicleView } from './vehicle-view.ts'

/**
 * Takes a vehicle out of the fleet for good; its driver is left without one, and offline, with no offer open. What maintenance
 * it has is over.
 * @throws DomainError not_found, vehicle_retired, vehicle_in_use.
 */
export async function retireVehicle(context: Context, { id }: { id: string }) {
  const { after, driverId, withdrawn } = await inTransaction(context, async (tx) => {
    const before = await lockVehicle(tx, id)
    const driver = await lockDriverOf(tx, id)
    if (driver) {
      await refuseWhileBusy(tx, driver.userId, 'vehicle_in_use')
      await tx.db
        .update(drivers)
        .set({ vehicleId: null, version: driver.version + 1 })
        .where(eq(drivers.userId, driver.userId))
      await recordAssignment(tx, { driverId: driver.userId, vehicleId: null })
      await takeOffline(tx, driver.userId, 'vehicle_retired')
    }
    await endAllPeriods(tx, before)
    const after: Vehicle = {
      ...before,
      status: 'retired',
      version: before.version + 1,
      updatedAt: tx.clock.now(),
    }
    await tx.db.update(vehicles).set(after).where(eq(vehicles.id, id))
    await recordAudit(tx, { action: 'vehicle.retire', subjectType: 'vehicle', subjectId: id, before, after })
    const withdrawn = driver ? await withdrawOffers(tx, { driverId: driver.userId }) : []
    return { after, driverId: driver?.userId, withdrawn }
  })
  broadcastOffers(context, 'withdrawn', withdrawn)
  if (driverId) broadcastDriver(context, driverId)
  return vehicleView(after, null)
}
