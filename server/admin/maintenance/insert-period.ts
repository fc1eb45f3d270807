import { and, asc, eq, ne, sql } from 'drizzle-orm'
import { isExclusionViolation } from '../../../db/connect.ts'
import { maintenancePeriods } from '../../../db/schema/index.ts'
import { conflict } from '../../errors.ts'
import type { Context } from '../../platform/context.ts'
import type { Period } from './settle-maintenance.ts'

const APART = 'maintenance_periods_apart'

/** Adds a period in the caller's transaction, which holds the vehicle. @throws DomainError maintenance_overlaps. */
export async function insertPeriod(tx: Context, period: Period): Promise<void> {
  await assertApart(tx, period)
  await refusingOverlap(() => tx.db.insert(maintenancePeriods).values(period))
}

/** @throws DomainError maintenance_overlaps, with the first period in the way. */
export async function assertApart(
  tx: Context,
  { id, vehicleId, startsAt, endsAt }: Pick<Period, 'id' | 'vehicleId' | 'startsAt' | 'endsAt'>,
): Promise<void> {
  const end = endsAt?.toISOString() ?? null
  const overlaps = sql`tstzrange(${maintenancePeriods.startsAt}, ${maintenancePeriods.endsAt})
    && tstzrange(${startsAt.toISOString()}::timestamptz, ${end}::timestamptz)`
  const [other] = await tx.db
    .select()
    .from(maintenancePeriods)
    .where(
      and(
        eq(maintenancePeriods.vehicleId, vehicleId),
        ne(maintenancePeriods.state, 'cancelled'),
        ne(maintenancePeriods.id, id),
        overlaps,
      ),
    )
    .orderBy(asc(maintenancePeriods.startsAt))
    .limit(1)
  if (other) throw overlapping({ maintenanceId: other.id, startsAt: other.startsAt, endsAt: other.endsAt })
}

/** The constraint's word for it, for whoever did not see the other. */
export async function refusingOverlap(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw isExclusionViolation(error, APART) ? overlapping({}) : error
  }
}

const overlapping = (other: Record<string, unknown>) =>
  conflict('maintenance_overlaps', 'The vehicle has other maintenance in this period.', other)
