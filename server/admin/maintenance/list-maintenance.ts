import { and, desc, eq, gt, isNull, lt, or } from 'drizzle-orm'
import { maintenancePeriods } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import { type IdPage, rowsToRead, toPage } from '../page.ts'
import { maintenanceView } from './maintenance-view.ts'
import type { Period } from './settle-maintenance.ts'

type Filter = IdPage & { vehicleId?: string; state?: Period['state']; from?: string; to?: string }

/** Maintenance, newest first; `from` and `to` leave what lies outside of them. */
export async function listMaintenance(context: Context, { vehicleId, state, from, to, ...page }: Filter) {
  const { startsAt, endsAt } = maintenancePeriods
  const rows = await context.db
    .select()
    .from(maintenancePeriods)
    .where(
      and(
        vehicleId ? eq(maintenancePeriods.vehicleId, vehicleId) : undefined,
        state ? eq(maintenancePeriods.state, state) : undefined,
        from ? or(isNull(endsAt), gt(endsAt, new Date(from))) : undefined,
        to ? lt(startsAt, new Date(to)) : undefined,
        page.cursor ? lt(maintenancePeriods.id, page.cursor) : undefined,
      ),
    )
    .orderBy(desc(maintenancePeriods.id))
    .limit(rowsToRead(page))
  return toPage(rows, page, maintenanceView)
}
