import { eq } from 'drizzle-orm'
import { drivers, vehicles } from '../../db/schema/index.ts'
import { broadcastDriver, broadcastOffers } from '../assignment/broadcast-changes.ts'
import { withdrawOffers } from '../assignment/withdraw-offers.ts'
import { invalid } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { refusingTakenPlate } from './create-vehicle.ts'
import { assertVersion, lockDriverOf, lockVehicle, refuseWhileBusy } from './lock-vehicle.ts'
import { recordAudit } from './record-audit.ts'
import { normalisePlate, type Vehicle, type VehicleChange, vehicleView } from './vehicle-view.ts'

/**
 * Changes a vehicle that nobody has changed since `version`; its driver takes over a new class, and has no offer left
 * once it is out of service.
 * @throws DomainError not_found, version_mismatch, vehicle_retired, plate_taken, vehicle_in_use (new class on an active booking).
 */
export async function changeVehicle(
  context: Context,
  { id, version, ...change }: VehicleChange & { id: string },
) {
  if (Object.keys(change).length === 0)
    throw invalid('nothing_to_change', 'version', 'Name at least one field to change beside it.')
  const { after, driverId, withdrawn } = await refusingTakenPlate(() =>
    inTransaction(context, async (tx) => {
      const before = await lockVehicle(tx, id)
      assertVersion(before.version, version)
      const driver = await lockDriverOf(tx, id)
      const after: Vehicle = {
        ...before,
        ...change,
        plate: change.plate === undefined ? before.plate : normalisePlate(change.plate),
        version: version + 1,
        updatedAt: tx.clock.now(),
      }
      await tx.db.update(vehicles).set(after).where(eq(vehicles.id, id))
      if (driver && after.vehicleClass !== before.vehicleClass) {
        await refuseWhileBusy(tx, driver.userId, 'vehicle_in_use')
        await tx.db
          .update(drivers)
          .set({ vehicleClass: after.vehicleClass, version: driver.version + 1 })
          .where(eq(drivers.userId, driver.userId))
      }
      await recordAudit(tx, {
        action: 'vehicle.change',
        subjectType: 'vehicle',
        subjectId: id,
        before,
        after,
      })
      const isStopped = driver && after.status !== 'active'
      const withdrawn = isStopped ? await withdrawOffers(tx, { driverId: driver.userId }) : []
      return { after, driverId: driver?.userId ?? null, withdrawn }
    }),
  )
  broadcastOffers(context, 'withdrawn', withdrawn)
  if (driverId) broadcastDriver(context, driverId)
  return vehicleView(after, driverId)
}
