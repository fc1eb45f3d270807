import { sql } from 'drizzle-orm'
import { driverReliabilityDays } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

export const COUNTED = [
  'offered',
  'accepted',
  'declined',
  'expired',
  'assigned',
  'completed',
  'droppedOut',
] as const
export type Counted = (typeof COUNTED)[number]
/** A haul that was promised, and then not driven: taken back when it bound them, or not come for. */
export const BROKEN_PROMISE: readonly Counted[] = ['assigned', 'droppedOut']

/**
 * Counts what drivers were offered or did, on the day (UTC) of now, in the caller's transaction. The row is the last thing
 * that is locked, after offers (`hold-parties.ts`), of several drivers by id, so that nobody waits in a circle for it.
 */
export async function countReliability(
  tx: Context,
  driverIds: readonly string[],
  what: readonly Counted[],
): Promise<void> {
  if (driverIds.length === 0) return
  const day = tx.clock.now().toISOString().slice(0, 10)
  const counts = Object.fromEntries(what.map((column) => [column, 1]))
  const column = (name: Counted) => driverReliabilityDays[name]
  const { driverId, day: dayColumn } = driverReliabilityDays
  await tx.db
    .insert(driverReliabilityDays)
    .values([...new Set(driverIds)].sort().map((driverId) => ({ driverId, day, ...counts })))
    .onConflictDoUpdate({
      target: [driverId, dayColumn],
      set: Object.fromEntries(what.map((name) => [name, sql`${column(name)} + 1`])),
    })
}
