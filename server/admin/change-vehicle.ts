import { eq } from 'drizzle-orm'
import { drivers, vehicles } from '../../db/schema/index.ts'
import { invalid } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { refusingTakenPlate } from './create-vehicle.ts'
import { assertVersion, lockDriverOf, lockVehicle, refuseWhileBusy } from './lock-vehicle.ts'
import { broadcastSettled } from './maintenance/settle-maintenance.ts'
import { turnByHand } from './maintenance/turn-by-hand.ts'
import { recordAudit } from './record-audit.ts'
import { normalisePlate, type Vehicle, type VehicleChange, vehicleView } from './vehicle-view.ts'

/**
 * Changes a vehicle that nobody has changed since `version`; its driver takes over a new class, and has no offer left
 * once it is out of service. Out of service by hand is maintenance without an end, and back into it ends what is under way.
 * @throws DomainError not_found, version_mismatch, vehicle_retired, plate_taken, vehicle_in_use (new class on an active booking).
 */
export async function changeVehicle(
  context: Context,
  { id, version, status, ...change }: VehicleChange & { id: string },
) {
  if (Object.keys(change).length === 0 && !status)
    throw invalid('nothing_to_change', 'version', 'Name at least one field to change beside it.')
  const { after, settled } = await refusingTakenPlate(() =>
    inTransaction(context, async (tx) => {
      const before = await lockVehicle(tx, id)
      assertVersion(before.version, version)
      const driver = await lockDriverOf(tx, id)
      const settled = status
        ? await turnByHand(tx, before, status)
        : { status: before.status, driverId: driver?.userId ?? null, withdrawn: [] }
      const after: Vehicle = {
        ...before,
        ...change,
        status: settled.status,
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
      return { after, settled }
    }),
  )
  broadcastSettled(context, settled)
  return vehicleView(after, settled.driverId)
}
