import { eq } from 'drizzle-orm'
import { isUniqueViolation } from '../../db/connect.ts'
import { drivers } from '../../db/schema/index.ts'
import { broadcastDriver, broadcastOffers } from '../assignment/broadcast-changes.ts'
import { handBack } from '../assignment/commitments/release-commitment.ts'
import { withdrawOffers } from '../assignment/withdraw-offers.ts'
import { dropOut } from '../booking/drop-out.ts'
import { conflict, invalid } from '../errors.ts'
import { endSessions } from '../identity/end-sessions.ts'
import { sessionsEndedChannel } from '../platform/channels.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { appendEvents } from '../platform/event-log/append-events.ts'
import { type DriverUpdate, driverView } from './driver-view.ts'
import { holdRecord, holdWithHaul, untilHeld } from './hold-with-haul.ts'
import { assertVersion, lockVehicle, refuseWhileBusy } from './lock-vehicle.ts'
import { readDriver } from './read-driver.ts'
import { recordAssignment } from './record-assignment.ts'
import { recordAudit } from './record-audit.ts'
import { takeOffline } from './take-offline.ts'

type Driver = typeof drivers.$inferSelect
type Change = Omit<DriverUpdate, 'version' | 'reason'>

/**
 * Approves or suspends a driver and gives or takes a vehicle, whose class the driver takes over. Whoever is not approved any
 * more is offline, and what they have not collected goes back to the search, as does what they promised to come to, be it
 * days ahead; with goods on board they finish. A suspended driver is signed out too, but may sign in again for that.
 * @throws DomainError not_found, version_mismatch, vehicle_retired, vehicle_assigned, driver_busy.
 */
export async function changeDriver(
  context: Context,
  { id, version, reason, ...change }: DriverUpdate & { id: string },
) {
  if (Object.keys(change).length === 0)
    throw invalid('nothing_to_change', 'approval', 'Name the approval or the vehicle.')
  const work = async (tx: Context) => {
    // In one order with all others: the vehicle, the haul at hand, its driver.
    const vehicle = change.vehicleId ? await lockVehicle(tx, change.vehicleId) : null
    const isBarred = change.approval !== undefined && change.approval !== 'approved'
    const {
      driver: before,
      haul,
      promised,
    } = isBarred
      ? await holdWithHaul(tx, id)
      : { driver: await holdRecord(tx, id), haul: undefined, promised: [] }
    if (version !== undefined) assertVersion(before.version, version)
    if (haul) await dropOut(tx, haul, `driver_${change.approval}`)
    for (const booking of promised) await handBack(tx, booking, `driver_${change.approval}`)
    const after = await write(tx, before, {
      ...change,
      ...(change.approval && { approvalReason: reason ?? null }),
      ...(vehicle && { vehicleClass: vehicle.vehicleClass }),
    })
    await recordAudit(tx, { action: 'driver.change', subjectType: 'driver', subjectId: id, before, after })
    const mayHaul = after.approval === 'approved' && after.vehicleId !== null
    return mayHaul ? [] : withdrawOffers(tx, { driverId: id })
  }
  let withdrawn: Awaited<ReturnType<typeof work>>
  try {
    withdrawn = await untilHeld(() => inTransaction(context, work))
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

/** Writes a held driver's change, and what follows from it for their duty and their sign-ins, with its event. */
async function write(tx: Context, before: Driver, change: Change & Partial<Driver>): Promise<Driver> {
  const { userId: id } = before
  const after: Driver = { ...before, ...change, version: before.version + 1 }
  const hasOtherVehicle = after.vehicleId !== before.vehicleId
  if (hasOtherVehicle) await refuseWhileBusy(tx, id, 'driver_busy')
  const { approval, approvalReason, vehicleId, vehicleClass, version } = after
  await tx.db
    .update(drivers)
    .set({ approval, approvalReason, vehicleId, vehicleClass, version })
    .where(eq(drivers.userId, id))
  if (hasOtherVehicle) await recordAssignment(tx, { driverId: id, vehicleId })
  if (approval !== 'approved') await takeOffline(tx, id, approval)
  else if (vehicleId === null) await takeOffline(tx, id, 'no_vehicle')
  if (approval === 'suspended') await endSessions(tx, id)
  if (approval !== before.approval) {
    const data = { driverId: id, from: before.approval, to: approval, reason: approvalReason }
    await appendEvents(tx, [{ type: 'driver.approval_changed', key: id, data }])
  }
  return after
}
