import { and, eq, isNull, or, sql } from 'drizzle-orm'
import { vehicleAssignments } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

/**
 * Notes that a driver has another vehicle from now on, or none: ends the period of the one before and begins the new one's.
 * Runs in the transaction that changes the driver, and holds them. Where the clocks of two processes differ, a period
 * begins when the last one ended, so that none overlaps.
 */
export async function recordAssignment(
  context: Context,
  { driverId, vehicleId }: { driverId: string; vehicleId: string | null },
): Promise<void> {
  const now = context.clock.now()
  const isTheirs = eq(vehicleAssignments.driverId, driverId)
  const isOfEither = vehicleId ? or(isTheirs, eq(vehicleAssignments.vehicleId, vehicleId)) : isTheirs
  const at = sql`${now.toISOString()}::timestamptz`
  await context.db
    .update(vehicleAssignments)
    .set({ endedAt: sql`greatest(${vehicleAssignments.startedAt}, ${at})` })
    .where(and(isOfEither, isNull(vehicleAssignments.endedAt)))
  if (!vehicleId) return
  const startedAt = sql`greatest(${at}, (select max(ended_at) from vehicle_assignments
    where driver_id = ${driverId} or vehicle_id = ${vehicleId}))`
  await context.db.insert(vehicleAssignments).values({ id: context.newId(), vehicleId, driverId, startedAt })
}
