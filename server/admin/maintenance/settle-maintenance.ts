/*
 * A vehicle's maintenance: planned → under_way when its time has come → ended when it is over, or ended early; or cancelled
 * while planned. The record of a vehicle says `maintenance` while a period is under way. Whoever touches the periods of a
 * vehicle holds it, then its driver; the periods are apart by a constraint of the table, whoever forgets the lock. A haul that
 * is under way when the vehicle's time comes is finished; what the driver was asked for beside it is taken back.
 */
import { and, asc, eq, inArray } from 'drizzle-orm'
import { maintenancePeriods, vehicles } from '../../../db/schema/index.ts'
import { broadcastDriver, broadcastOffers } from '../../assignment/broadcast-changes.ts'
import { withdrawOffers } from '../../assignment/withdraw-offers.ts'
import type { Context } from '../../platform/context.ts'
import { appendEvents } from '../../platform/event-log/append-events.ts'
import { lockDriverOf } from '../lock-vehicle.ts'
import { recordAudit } from '../record-audit.ts'
import type { Vehicle } from '../vehicle-view.ts'

export type Period = typeof maintenancePeriods.$inferSelect
/** What the caller passes to `broadcastSettled` after its commit. */
export type Settled = { driverId: string | null; withdrawn: Awaited<ReturnType<typeof withdrawOffers>> }

/**
 * Starts and ends the periods of a held vehicle whose time has come, with their events, in the caller's transaction. Returns
 * what the vehicle's status is by them, for the caller to write.
 */
export async function settlePeriods(tx: Context, vehicle: Vehicle) {
  const now = tx.clock.now()
  const driver = await lockDriverOf(tx, vehicle.id)
  const driverId = driver?.userId ?? null
  let [isUnderWay, hasStarted] = [false, false]
  for (const period of await readOpenPeriods(tx, vehicle.id)) {
    const isOver = period.endsAt !== null && period.endsAt <= now
    const isDue = !isOver && period.startsAt <= now
    if (isOver) {
      await setState(tx, period, 'ended')
      // What nobody saw begin has not been told of either.
      if (period.state === 'under_way') await tell(tx, period, driverId, 'ended')
    } else if (isDue && period.state === 'planned') {
      hasStarted = true
      await setState(tx, period, 'under_way')
      await tell(tx, period, driverId, 'started')
    }
    isUnderWay ||= isDue
  }
  const status: Vehicle['status'] = isUnderWay ? 'maintenance' : 'active'
  const withdrawn = hasStarted && driverId ? await withdrawOffers(tx, { driverId }) : []
  return { status, driverId, withdrawn }
}

/** As `settlePeriods`, and writes the vehicle's status where it changes. */
export async function settleVehicle(tx: Context, before: Vehicle): Promise<Settled> {
  const { status, ...settled } = await settlePeriods(tx, before)
  if (status === before.status) return settled
  const after = { ...before, status, version: before.version + 1, updatedAt: tx.clock.now() }
  await tx.db.update(vehicles).set(after).where(eq(vehicles.id, before.id))
  const action = status === 'maintenance' ? 'vehicle.maintenance_start' : 'vehicle.maintenance_end'
  await recordAudit(tx, { action, subjectType: 'vehicle', subjectId: before.id, before, after })
  return settled
}

/** Tells of what was settled; to be called after the commit. */
export function broadcastSettled(context: Context, { driverId, withdrawn }: Settled): void {
  broadcastOffers(context, 'withdrawn', withdrawn)
  if (driverId) broadcastDriver(context, driverId)
}

/** The planned periods of a vehicle and the one under way, in their order. */
export function readOpenPeriods(context: Context, vehicleId: string): Promise<Period[]> {
  const isOpen = inArray(maintenancePeriods.state, ['planned', 'under_way'])
  return context.db
    .select()
    .from(maintenancePeriods)
    .where(and(eq(maintenancePeriods.vehicleId, vehicleId), isOpen))
    .orderBy(asc(maintenancePeriods.startsAt))
}

/** Writes a period's new state, in the caller's transaction, which holds its vehicle. */
export async function setState(
  tx: Context,
  { id, version }: Period,
  state: Period['state'],
  set: Partial<Period> = {},
): Promise<void> {
  await tx.db
    .update(maintenancePeriods)
    .set({ ...set, state, version: version + 1 })
    .where(eq(maintenancePeriods.id, id))
}

function tell(tx: Context, period: Period, driverId: string | null, what: 'started' | 'ended') {
  const { id: maintenanceId, vehicleId } = period
  const data = { vehicleId, maintenanceId, driverId }
  tx.metrics.maintenanceChanges.inc({ change: what })
  return appendEvents(tx, [{ type: `vehicle.maintenance_${what}`, key: vehicleId, data }])
}
