import { zones } from '../../db/schema/index.ts'
import { recordAudit } from '../admin/record-audit.ts'
import { actorId, type Context, inTransaction } from '../platform/context.ts'
import { tellOfZone } from './tell-of-zone.ts'
import type { ZoneRow } from './zone-book.ts'
import { assertClasses, geometryColumns, settingsColumns } from './zone-rows.ts'
import { type NewZone, zoneView } from './zone-view.ts'

/** Draws a zone; in force at once unless it is not active. @throws DomainError geometry_invalid, zone_settings_invalid. */
export async function createZone(context: Context, input: NewZone) {
  const { kind, name, geometry, isActive = true, vehicleClasses = null, settings = {} } = input
  assertClasses(kind, vehicleClasses)
  const now = context.clock.now()
  const row: ZoneRow = {
    ...{ id: context.newId(), kind, name, isActive, vehicleClasses },
    ...settingsColumns(kind, settings),
    ...geometryColumns(geometry),
    ...{ version: 1, createdBy: actorId(context), createdAt: now, updatedAt: now, removedAt: null },
  }
  await inTransaction(context, async (tx) => {
    await tx.db.insert(zones).values(row)
    await recordAudit(tx, {
      action: 'zone.create',
      subjectType: 'zone',
      subjectId: row.id,
      before: null,
      after: row,
    })
  })
  await tellOfZone(context, row)
  return zoneView(row)
}
