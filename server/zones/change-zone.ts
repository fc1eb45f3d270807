import { eq } from 'drizzle-orm'
import { zones } from '../../db/schema/index.ts'
import { assertVersion } from '../admin/lock-vehicle.ts'
import { recordAudit } from '../admin/record-audit.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { tellOfZone } from './tell-of-zone.ts'
import type { ZoneRow } from './zone-book.ts'
import { assertClasses, geometryColumns, settingsColumns } from './zone-rows.ts'
import { type ZoneChange, zoneView } from './zone-view.ts'

/**
 * Changes a zone that nobody has changed since `version`; settings are replaced as a whole.
 * @throws DomainError not_found, zone_removed, version_mismatch, nothing_to_change, geometry_invalid, zone_settings_invalid.
 */
export async function changeZone(context: Context, { id, version, ...change }: ZoneChange & { id: string }) {
  if (Object.keys(change).length === 0)
    throw invalid('nothing_to_change', 'version', 'Name at least one field to change beside it.')
  const { geometry, settings, ...plain } = change
  // Before the row is locked: a large area takes its time.
  const drawn = geometry && geometryColumns(geometry)
  const after = await inTransaction(context, async (tx) => {
    const before = await lockZone(tx, id)
    assertVersion(before.version, version)
    const after: ZoneRow = {
      ...before,
      ...plain,
      ...drawn,
      ...(settings && settingsColumns(before.kind, settings)),
      version: version + 1,
      updatedAt: tx.clock.now(),
    }
    assertClasses(after.kind, after.vehicleClasses)
    await storeZone(tx, 'zone.change', before, after)
    return after
  })
  await tellOfZone(context, after)
  return zoneView(after)
}

/** Ends a zone for good; it stays to be read, for what it was part of. @throws DomainError not_found, zone_removed. */
export async function removeZone(context: Context, { id }: { id: string }) {
  const after = await inTransaction(context, async (tx) => {
    const before = await lockZone(tx, id)
    const now = tx.clock.now()
    const version = before.version + 1
    const after: ZoneRow = { ...before, isActive: false, version, updatedAt: now, removedAt: now }
    await storeZone(tx, 'zone.remove', before, after)
    return after
  })
  await tellOfZone(context, after)
  return zoneView(after)
}

async function lockZone(tx: Context, id: string): Promise<ZoneRow> {
  const [row] = await tx.db.select().from(zones).where(eq(zones.id, id)).for('no key update')
  if (!row) throw notFound('zone')
  if (row.removedAt) throw conflict('zone_removed', 'The zone was removed.')
  return row
}

async function storeZone(tx: Context, action: string, before: ZoneRow, after: ZoneRow): Promise<void> {
  await tx.db.update(zones).set(after).where(eq(zones.id, after.id))
  await recordAudit(tx, { action, subjectType: 'zone', subjectId: after.id, before, after })
}
