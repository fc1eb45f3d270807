import { and, eq, gt, ilike, or, sql } from 'drizzle-orm'
import { isUniqueViolation } from '../../db/connect.ts'
import type { VehicleClass } from '../../db/schema/fleet.ts'
import { drivers, vehicles } from '../../db/schema/index.ts'
import { broadcastDriver } from '../assignment/broadcast-changes.ts'
import { conflict, DomainError, notFound } from '../errors.ts'
import { type Context, inTransaction } from '../platform/context.ts'
import { recordAudit } from './record-audit.ts'

export type VehicleRow = typeof vehicles.$inferSelect
export type VehicleInput = {
  vehicleClass: VehicleClass
  make: string
  model: string
  year: number
  plate: string
  capacityKg: number
  capacityM3: number
}
export type VehicleStatus = VehicleRow['status']

/** @throws DomainError plate_taken. */
export function createVehicle(context: Context, input: VehicleInput): Promise<VehicleRow> {
  const now = context.clock.now()
  return unlessPlateTaken(() =>
    inTransaction(context, async (tx) => {
      const values = { ...input, id: tx.newId(), createdAt: now, updatedAt: now }
      const [row] = await tx.db.insert(vehicles).values(values).returning()
      await recordAudit(tx, { action: 'create', subjectType: 'vehicle', subjectId: values.id, after: row })
      return row as VehicleRow
    }),
  )
}

/** Changes some fields of the version that the caller saw. @throws DomainError not_found, version_mismatch, plate_taken, vehicle_retired. */
export async function changeVehicle(
  context: Context,
  id: string,
  version: number,
  changes: Partial<VehicleInput> & { status?: VehicleStatus },
): Promise<VehicleRow> {
  const row = await unlessPlateTaken(() =>
    inTransaction(context, async (tx) => {
      const [before] = await tx.db.select().from(vehicles).where(eq(vehicles.id, id)).for('update')
      if (!before) throw notFound('vehicle')
      if (before.status === 'retired') throw conflict('vehicle_retired', 'A retired vehicle does not change.')
      if (before.version !== version) {
        const now = { currentVersion: before.version }
        throw conflict('version_mismatch', 'Somebody else has changed this vehicle; load it again.', now)
      }
      if (changes.status === 'retired') await assertUnassigned(tx, id)
      const [after] = await tx.db
        .update(vehicles)
        .set({ ...changes, version: version + 1, updatedAt: tx.clock.now() })
        .where(eq(vehicles.id, id))
        .returning()
      await recordAudit(tx, { action: 'change', subjectType: 'vehicle', subjectId: id, before, after })
      return after as VehicleRow
    }),
  )
  const [driver] = await context.db
    .select({ id: drivers.userId })
    .from(drivers)
    .where(eq(drivers.vehicleId, id))
  if (driver) broadcastDriver(context, driver.id)
  return row
}

async function assertUnassigned(context: Context, id: string): Promise<void> {
  const [driver] = await context.db
    .select({ id: drivers.userId })
    .from(drivers)
    .where(eq(drivers.vehicleId, id))
  if (driver)
    throw conflict('vehicle_assigned', 'The vehicle has a driver; assign another vehicle first.', {
      driverId: driver.id,
    })
}

/** @throws DomainError not_found. */
export async function readVehicle(context: Context, id: string): Promise<VehicleRow> {
  const [row] = await context.db.select().from(vehicles).where(eq(vehicles.id, id))
  if (!row) throw notFound('vehicle')
  return row
}

/** In the order of their making, from past `cursor` (a vehicle's id). */
export async function listVehicles(
  context: Context,
  filter: { limit: number; cursor?: string; vehicleClass?: VehicleClass; status?: VehicleStatus; q?: string },
) {
  const like = filter.q ? `%${filter.q.replace(/[%_\\]/g, '\\$&')}%` : undefined
  const rows = await context.db
    .select()
    .from(vehicles)
    .where(
      and(
        filter.cursor ? gt(vehicles.id, filter.cursor) : undefined,
        filter.vehicleClass ? eq(vehicles.vehicleClass, filter.vehicleClass) : undefined,
        filter.status ? eq(vehicles.status, filter.status) : undefined,
        like
          ? or(ilike(vehicles.plate, like), ilike(sql`${vehicles.make} || ' ' || ${vehicles.model}`, like))
          : undefined,
      ),
    )
    .orderBy(vehicles.id)
    .limit(filter.limit + 1)
  const page = rows.slice(0, filter.limit)
  return { rows: page, nextCursor: rows.length > filter.limit ? (page.at(-1)?.id ?? null) : null }
}

async function unlessPlateTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUniqueViolation(error, 'vehicles_plate_key')) throw error
    const message = 'Another vehicle has this plate.'
    throw new DomainError('conflict', 'plate_taken', message, { fields: [{ path: 'plate', message }] })
  }
}
