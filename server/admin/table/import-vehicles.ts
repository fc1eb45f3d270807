import { and, asc, inArray, sql } from 'drizzle-orm'
import { bookings, drivers, vehicles } from '../../../db/schema/index.ts'
import { broadcastDriver } from '../../assignment/broadcast-changes.ts'
import { ACTIVE_STATES } from '../../booking/states.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { object } from '../../platform/http/schemas.ts'
import { refusingTakenPlate } from '../create-vehicle.ts'
import { recordAudits } from '../record-audit.ts'
import { type NewVehicle, normalisePlate, type Vehicle, vehicleFields } from '../vehicle-view.ts'
import { assertNoProblems, type ImportReport, inOrder } from './import-report.ts'
import { findRepeated, problemOf, type RowProblem, readTable, type TableRow } from './read-table.ts'

export const vehicleRowSchema = object(vehicleFields)
export const VEHICLE_COLUMNS = Object.keys(vehicleFields) as (keyof NewVehicle)[]
/** Rows of one statement. */
const ROWS_AT_ONCE = 500

type Change = { row: number; before: Vehicle | null; after: Vehicle }
type Driver = { userId: string; vehicleId: string | null; isBusy: boolean }

/**
 * Takes a table of vehicles, all of it or nothing: a plate that is not known is a new vehicle, of one that is the row's values
 * are the vehicle's from now on; one that has them already is left alone, so that a table may be taken twice. A dry run tells
 * what would happen, and every row that cannot be taken. @throws DomainError import_invalid, plate_taken.
 */
export async function importVehicles(
  context: Context,
  { csv, isDryRun }: { csv: string; isDryRun: boolean },
): Promise<ImportReport> {
  const { report, drivers } = await refusingTakenPlate(() =>
    inTransaction(context, (tx) => take(tx, csv, isDryRun)),
  )
  for (const { userId } of drivers) broadcastDriver(context, userId)
  return report
}

async function take(tx: Context, csv: string, isDryRun: boolean) {
  const table = readTable<NewVehicle>(csv, vehicleRowSchema)
  const rows = table.rows.map(({ row, value }) => ({
    row,
    value: { ...value, plate: normalisePlate(value.plate) },
  }))
  const changes = await compare(tx, rows)
  const changed = changes.filter(({ before }) => before !== null)
  // After all vehicles, as everybody locks.
  const held = await holdDrivers(tx, changed)
  const problems = inOrder([
    ...table.problems,
    ...findRepeated(rows, 'plate', ({ plate }) => plate),
    ...changed.flatMap((change) => refuse(change, held.get(change.after.id))),
  ])
  if (!isDryRun) assertNoProblems(problems)
  const report: ImportReport = {
    ...{ isDryRun, created: changes.length - changed.length, changed: changed.length },
    ...{ unchanged: rows.length - changes.length, problems },
  }
  if (isDryRun) return { report, drivers: [] }
  await write(tx, changes)
  return { report, drivers: [...held.values()] }
}

/** What the rows would change, each known vehicle locked until the transaction ends, in one order. */
async function compare(tx: Context, rows: readonly TableRow<NewVehicle>[]): Promise<Change[]> {
  if (rows.length === 0) return []
  const plates = rows.map(({ value }) => value.plate)
  const known = await tx.db
    .select()
    .from(vehicles)
    .where(inArray(sql`upper(${vehicles.plate})`, plates))
    .orderBy(asc(vehicles.id))
    .for('no key update')
  const byPlate = new Map(known.map((vehicle) => [normalisePlate(vehicle.plate), vehicle]))
  const now = tx.clock.now()
  return rows.flatMap(({ row, value }): Change[] => {
    const before = byPlate.get(value.plate) ?? null
    if (!before) {
      const made = { status: 'active', version: 1, createdAt: now } as const
      return [{ row, before, after: { ...value, ...made, id: tx.newId(), updatedAt: now } }]
    }
    if (VEHICLE_COLUMNS.every((column) => before[column] === value[column])) return []
    const after = { ...before, ...value, version: before.version + 1, updatedAt: now }
    return [{ row, before, after }]
  })
}

/** The drivers of vehicles, by vehicle, locked until the transaction ends. */
async function holdDrivers(tx: Context, changes: readonly Change[]): Promise<Map<string, Driver>> {
  if (changes.length === 0) return new Map()
  const ids = changes.map(({ after }) => after.id)
  const held = await tx.db
    .select({ userId: drivers.userId, vehicleId: drivers.vehicleId })
    .from(drivers)
    .where(inArray(drivers.vehicleId, ids))
    .orderBy(asc(drivers.userId))
    .for('no key update')
  const heldIds = held.map(({ userId }) => userId)
  const active = await tx.db
    .select({ driverId: bookings.driverId })
    .from(bookings)
    .where(and(inArray(bookings.driverId, heldIds), inArray(bookings.state, [...ACTIVE_STATES])))
  const busy = new Set(active.map(({ driverId }) => driverId))
  return new Map(held.map((row) => [row.vehicleId as string, { ...row, isBusy: busy.has(row.userId) }]))
}

function refuse({ row, before, after }: Change, driver: Driver | undefined): RowProblem[] {
  if (before?.status === 'retired') return [problemOf(row, 'plate', 'The vehicle is retired')]
  if (before?.vehicleClass !== after.vehicleClass && driver?.isBusy)
    return [problemOf(row, 'vehicleClass', 'The driver of the vehicle has an active booking')]
  return []
}

async function write(tx: Context, changes: readonly Change[]): Promise<void> {
  const set = {
    ...{ vehicleClass: sql`excluded.vehicle_class`, make: sql`excluded.make`, model: sql`excluded.model` },
    ...{ year: sql`excluded.year`, plate: sql`excluded.plate` },
    ...{ capacityKg: sql`excluded.capacity_kg`, capacityM3: sql`excluded.capacity_m_3` },
    ...{ version: sql`excluded.version`, updatedAt: sql`excluded.updated_at` },
  }
  for (let from = 0; from < changes.length; from += ROWS_AT_ONCE) {
    const rows = changes.slice(from, from + ROWS_AT_ONCE).map(({ after }) => after)
    await tx.db.insert(vehicles).values(rows).onConflictDoUpdate({ target: vehicles.id, set })
  }
  const ofOtherClass = changes.flatMap(({ before, after }) =>
    before && before.vehicleClass !== after.vehicleClass ? [after.id] : [],
  )
  if (ofOtherClass.length > 0) {
    const vehicleClass = sql`(select v.vehicle_class from vehicles v where v.id = ${drivers.vehicleId})`
    await tx.db
      .update(drivers)
      .set({ vehicleClass, version: sql`${drivers.version} + 1` })
      .where(inArray(drivers.vehicleId, ofOtherClass))
  }
  await recordAudits(
    tx,
    changes.map(({ before, after }) => ({
      ...{ action: 'vehicle.import', subjectType: 'vehicle', subjectId: after.id },
      ...{ before, after },
    })),
  )
}
