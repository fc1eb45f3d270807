import { eq, sql } from 'drizzle-orm'
import { driverAvailability, fleetSettings } from '../../../db/schema/index.ts'
import { broadcastDriver } from '../../assignment/broadcast-changes.ts'
import { invalid } from '../../errors.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { assertVersion } from '../lock-vehicle.ts'
import { recordAudit } from '../record-audit.ts'
import type { Settings } from './document-view.ts'

const ID = 1
/** Nothing is required before an admin says so. */
const BEFORE_ANY: Settings = { version: 0, timeZone: 'UTC', driverDocuments: [], vehicleDocuments: [] }

/** What the company asks of its fleet. */
export async function readSettings(context: Context): Promise<Settings> {
  const [row] = await context.db.select().from(fleetSettings).where(eq(fleetSettings.id, ID))
  if (!row) return BEFORE_ANY
  const { version, timeZone, driverDocuments, vehicleDocuments } = row
  return { version, timeZone, driverDocuments, vehicleDocuments }
}

/**
 * Sets which papers are required of drivers and vehicles, and by which time zone they run out. It counts at once for whoever
 * is to be asked, or says yes. @throws DomainError version_mismatch, time_zone_unknown.
 */
export async function changeSettings(context: Context, { version, ...change }: Settings): Promise<Settings> {
  const [zone] = await context.db.execute(
    sql`select from pg_timezone_names where name = ${change.timeZone} limit 1`,
  )
  if (!zone) throw invalid('time_zone_unknown', 'timeZone', 'Must be an IANA name, as in Asia/Kolkata.')
  const after = { ...change, version: version + 1 }
  const onDuty = await inTransaction(context, async (tx) => {
    // Two admins at once: the row may not be there to be locked.
    await tx.db.execute(sql`select pg_advisory_xact_lock(hashtext('fleet_settings'))`)
    const before = await readSettings(tx)
    assertVersion(before.version, version)
    const row = { ...after, id: ID, updatedAt: tx.clock.now() }
    await tx.db.insert(fleetSettings).values(row).onConflictDoUpdate({ target: fleetSettings.id, set: row })
    await recordAudit(tx, {
      ...{ action: 'fleet_settings.change', subjectType: 'fleet_settings', subjectId: String(ID) },
      ...{ before, after },
    })
    return tx.db
      .select({ driverId: driverAvailability.driverId })
      .from(driverAvailability)
      .where(sql`${driverAvailability.status} <> 'offline'`)
  })
  for (const { driverId } of onDuty) broadcastDriver(context, driverId)
  return after
}
