import { assertDocuments } from '../admin/why-unfit.ts'
import { broadcastDriver, broadcastOffers } from '../assignment/broadcast-changes.ts'
import { holdDriver, readHeldDriver } from '../assignment/hold-parties.ts'
import { conflict } from '../errors.ts'
import { actorId, type Context, inTransaction } from '../platform/context.ts'
import { appendEvents } from '../platform/event-log/append-events.ts'
import type { DriverApproval, DriverStatus } from '../tracking/driver.ts'
import { type Place, recordPlace } from '../tracking/record-positions.ts'
import { changeStatus, lockAvailability } from './change-status.ts'

/**
 * The driver goes on or off duty, and may say where. A place that cannot be taken does not keep them from it: it is
 * answered in `rejected`. @throws DomainError driver_not_approved, vehicle_missing,
 * documents_invalid, booking_active.
 */
export async function setAvailability(
  context: Context,
  { status, position }: { status: DriverStatus; position?: Place },
) {
  const driverId = actorId(context)
  const withdrawn = await inTransaction(context, async (tx) => {
    // Held, so that a booking which the driver is just taking is seen, and one after it sees the new status.
    const driver = await holdDriver(tx, driverId, 'no key update')
    if (status === 'available') await assertFit(tx, driverId, driver?.approval)
    const before = await lockAvailability(tx, driverId)
    const heardAt = tx.clock.now()
    if (before?.silentAt) {
      const data = { driverId, status: before.status, heardAt: heardAt.toISOString() }
      await appendEvents(tx, [{ type: 'driver.recovered', key: driverId, data }])
    }
    return changeStatus(tx, driverId, { before, to: status, reason: 'driver', heardAt })
  })
  broadcastOffers(context, 'withdrawn', withdrawn)
  broadcastDriver(context, driverId)
  const reason = position ? recordPlace(context, position) : null
  return { status, rejected: reason ? [{ index: 0, reason }] : [] }
}

async function assertFit(tx: Context, driverId: string, approval: DriverApproval | undefined): Promise<void> {
  if (approval !== 'approved')
    throw conflict('driver_not_approved', 'An operator has to approve the driver first.')
  const { vehicle, unfit } = await readHeldDriver(tx, driverId)
  if (vehicle?.status !== 'active' || unfit === 'vehicle_maintenance')
    throw conflict('vehicle_missing', 'The driver needs an active vehicle.')
  assertDocuments(unfit)
}
