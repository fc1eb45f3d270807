import { and, eq, lte, or } from 'drizzle-orm'
import { maintenancePeriods } from '../../../db/schema/index.ts'
import { DomainError } from '../../errors.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { lockVehicle } from '../lock-vehicle.ts'
import { broadcastSettled, settleVehicle } from './settle-maintenance.ts'

/** Vehicles of one sweep; the next does the rest. */
const SWEEP_MAX = 500

/**
 * Starts the maintenance whose time has come, and ends what is over. Several may sweep: the vehicle's lock makes each step
 * once. One that fails is logged and left to the next sweep.
 */
export async function sweepMaintenance(context: Context): Promise<void> {
  const now = context.clock.now()
  const { vehicleId, state, startsAt, endsAt } = maintenancePeriods
  const due = await context.db
    .selectDistinct({ vehicleId })
    .from(maintenancePeriods)
    .where(or(and(eq(state, 'planned'), lte(startsAt, now)), and(eq(state, 'under_way'), lte(endsAt, now))))
    .limit(SWEEP_MAX)
  for (const { vehicleId } of due) {
    await settle(context, vehicleId).catch((error: unknown) => {
      // Retired meanwhile, which has ended its maintenance.
      if (error instanceof DomainError && error.kind === 'conflict') return
      context.log.error({ err: error, vehicleId }, 'maintenance of a vehicle was left out of a sweep')
    })
  }
}

async function settle(context: Context, vehicleId: string): Promise<void> {
  const settled = await inTransaction(context, async (tx) =>
    settleVehicle(tx, await lockVehicle(tx, vehicleId)),
  )
  broadcastSettled(context, settled)
}
