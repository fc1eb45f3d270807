import { eq } from 'drizzle-orm'
import { maintenancePeriods } from '../../../db/schema/index.ts'
import { conflict, invalid, notFound } from '../../errors.ts'
import { assertPeriod } from '../../platform/assert-period.ts'
import { actorId, type Context, inTransaction } from '../../platform/context.ts'
import { assertVersion, lockVehicle } from '../lock-vehicle.ts'
import { recordAudit } from '../record-audit.ts'
import { assertApart, insertPeriod, refusingOverlap } from './insert-period.ts'
import { type MaintenanceChange, maintenanceView, type NewMaintenance } from './maintenance-view.ts'
import { broadcastSettled, type Period, setState, settleVehicle } from './settle-maintenance.ts'
import { endNow, notPlanned } from './turn-by-hand.ts'

const PERIOD_MAX_DAYS = 366
/** An admin's clock may be so far behind ours. */
const PAST_MAX_MS = 300_000

/**
 * Plans maintenance, which begins at once where its time has come.
 * @throws DomainError not_found, vehicle_retired, period_invalid, maintenance_overlaps.
 */
export async function planMaintenance(
  context: Context,
  { vehicleId, reason, ...times }: NewMaintenance & { vehicleId: string },
) {
  const now = context.clock.now()
  const startsAt = times.startsAt ? new Date(times.startsAt) : now
  const endsAt = new Date(times.endsAt)
  assertPeriod({ from: startsAt, to: endsAt }, PERIOD_MAX_DAYS, 'endsAt')
  if (startsAt.getTime() < now.getTime() - PAST_MAX_MS || endsAt <= now)
    throw invalid('period_invalid', 'startsAt', 'Maintenance is planned ahead, or from now on.')
  const period: Period = {
    ...{ id: context.newId(), vehicleId, state: 'planned', startsAt, endsAt, reason, version: 1 },
    ...{ createdBy: actorId(context), createdAt: now },
  }
  const settled = await inTransaction(context, async (tx) => {
    const vehicle = await lockVehicle(tx, vehicleId)
    await insertPeriod(tx, period)
    await audit(tx, 'maintenance.plan', null, period)
    return settleVehicle(tx, vehicle)
  })
  broadcastSettled(context, settled)
  return readMaintenance(context, period.id)
}

/**
 * Changes planned maintenance, or the end of what is under way.
 * @throws DomainError not_found, version_mismatch, vehicle_retired, maintenance_not_planned, period_invalid, maintenance_overlaps.
 */
export function changeMaintenance(
  context: Context,
  { id, version, ...change }: MaintenanceChange & { id: string },
) {
  if (Object.keys(change).length === 0)
    throw invalid('nothing_to_change', 'version', 'Name at least one field to change beside it.')
  return steer(context, id, async (tx, before) => {
    assertVersion(before.version, version)
    const isUnderWay = before.state === 'under_way'
    if (before.state !== 'planned' && !(isUnderWay && change.startsAt === undefined)) throw notPlanned(before)
    const startsAt = change.startsAt ? new Date(change.startsAt) : before.startsAt
    const endsAt = change.endsAt ? new Date(change.endsAt) : before.endsAt
    if (endsAt) assertPeriod({ from: startsAt, to: endsAt }, PERIOD_MAX_DAYS, 'endsAt')
    if (endsAt && endsAt <= tx.clock.now())
      throw invalid('period_invalid', 'endsAt', 'Must be a time to come; end it, or cancel it.')
    const reason = change.reason ?? before.reason
    await assertApart(tx, { ...before, startsAt, endsAt })
    await refusingOverlap(() => setState(tx, before, before.state, { startsAt, endsAt, reason }))
    return 'maintenance.change'
  })
}

/** Calls planned maintenance off. @throws DomainError not_found, vehicle_retired, maintenance_not_planned. */
export const cancelMaintenance = (context: Context, { id }: { id: string }) =>
  steer(context, id, async (tx, before) => {
    if (before.state !== 'planned') throw notPlanned(before)
    await setState(tx, before, 'cancelled')
    return 'maintenance.cancel'
  })

/** Ends what is under way before its time. @throws DomainError not_found, vehicle_retired, maintenance_not_under_way. */
export const endMaintenance = (context: Context, { id }: { id: string }) =>
  steer(context, id, async (tx, before) => {
    const { state: currentState } = before
    if (currentState !== 'under_way')
      throw conflict('maintenance_not_under_way', `The maintenance is ${currentState}.`, { currentState })
    await endNow(tx, before)
    return 'maintenance.end'
  })

/** Changes a period while its vehicle is held, and settles the vehicle; `work` returns the name of what it did. */
async function steer(
  context: Context,
  id: string,
  work: (tx: Context, before: Period) => Promise<string>,
): Promise<ReturnType<typeof maintenanceView>> {
  const settled = await inTransaction(context, async (tx) => {
    const vehicle = await lockVehicle(tx, (await readPeriod(tx, id)).vehicleId)
    const before = await readPeriod(tx, id)
    const action = await work(tx, before)
    const settled = await settleVehicle(tx, vehicle)
    await audit(tx, action, before, await readPeriod(tx, id))
    return settled
  })
  broadcastSettled(context, settled)
  return readMaintenance(context, id)
}

async function readPeriod(context: Context, id: string): Promise<Period> {
  const isIt = eq(maintenancePeriods.id, id)
  const [period] = await context.db.select().from(maintenancePeriods).where(isIt)
  if (!period) throw notFound('maintenance')
  return period
}

const readMaintenance = async (context: Context, id: string) => maintenanceView(await readPeriod(context, id))

const audit = (tx: Context, action: string, before: Period | null, after: Period) =>
  recordAudit(tx, { action, subjectType: 'vehicle', subjectId: after.vehicleId, before, after })
