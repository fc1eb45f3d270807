import { asc, inArray, sql } from 'drizzle-orm'
import type { Static } from 'elysia'
import { isUniqueViolation } from '../../../db/connect.ts'
import { drivers } from '../../../db/schema/index.ts'
import { broadcastDriver } from '../../assignment/broadcast-changes.ts'
import { conflict } from '../../errors.ts'
import { holdAccounts, makeDriverAccounts, renameAccounts } from '../../identity/keep-driver-accounts.ts'
import { normaliseEmail } from '../../identity/normalise-email.ts'
import { registerBody } from '../../identity/schemas.ts'
import type { Account } from '../../identity/without-secrets.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { object, vehicleClassSchema } from '../../platform/http/schemas.ts'
import { recordAudits } from '../record-audit.ts'
import { assertNoProblems, type ImportReport, inOrder } from './import-report.ts'
import { findRepeated, problemOf, type RowProblem, readTable, type TableRow } from './read-table.ts'

const { email, name, phone } = registerBody.properties
const fields = { email, name, phone, vehicleClass: vehicleClassSchema }
export const driverRowSchema = object(fields)
export type DriverRow = Static<typeof driverRowSchema>
export const DRIVER_COLUMNS = Object.keys(fields) as (keyof DriverRow)[]

type Driver = typeof drivers.$inferSelect
type Known = { account: Account; driver: Driver | undefined }
type Change = { row: number; value: DriverRow; before: Known | null; id: string }

/**
 * Takes a table of drivers, all of it or nothing: an address that is not known is a new account, which waits for approval and
 * has no password that anybody knows; of a driver's, name, telephone and class are the row's from now on, but for the class
 * of one who has a vehicle, which goes by that. A table may be taken twice. A dry run tells what would happen, and every row
 * that cannot be taken. @throws DomainError import_invalid, email_taken.
 */
export async function importDrivers(
  context: Context,
  { csv, isDryRun }: { csv: string; isDryRun: boolean },
): Promise<ImportReport> {
  try {
    const { report, ids } = await inTransaction(context, (tx) => take(tx, csv, isDryRun))
    for (const id of ids) broadcastDriver(context, id)
    return report
  } catch (error) {
    if (!isUniqueViolation(error, 'users_email_key')) throw error
    throw conflict('email_taken', 'An account with one of the addresses was made meanwhile; try again.')
  }
}

async function take(tx: Context, csv: string, isDryRun: boolean) {
  const table = readTable<DriverRow>(csv, driverRowSchema)
  const rows = table.rows.map(({ row, value }) => ({
    row,
    value: { ...value, email: normaliseEmail(value.email) },
  }))
  const changes = await compare(tx, rows)
  const problems = inOrder([
    ...table.problems,
    ...findRepeated(rows, 'email', ({ email }) => email),
    ...changes.flatMap(refuse),
  ])
  if (!isDryRun) assertNoProblems(problems)
  const changed = changes.filter(({ before }) => before !== null).length
  const report: ImportReport = {
    ...{ isDryRun, created: changes.length - changed, changed },
    ...{ unchanged: rows.length - changes.length, problems },
  }
  if (isDryRun) return { report, ids: [] }
  await write(tx, changes)
  return { report, ids: changes.map(({ id }) => id) }
}

/** What the rows would change, each known account and driver locked until the transaction ends, in one order. */
async function compare(tx: Context, rows: readonly TableRow<DriverRow>[]): Promise<Change[]> {
  const accounts = await holdAccounts(
    tx,
    rows.map(({ value }) => value.email),
  )
  const ids = [...accounts.values()].map(({ id }) => id)
  const held = await tx.db
    .select()
    .from(drivers)
    .where(inArray(drivers.userId, ids))
    .orderBy(asc(drivers.userId))
    .for('no key update')
  const byId = new Map(held.map((driver) => [driver.userId, driver]))
  return rows.flatMap(({ row, value }): Change[] => {
    const account = accounts.get(value.email)
    if (!account) return [{ row, value, before: null, id: tx.newId() }]
    const driver = byId.get(account.id)
    const isSame =
      account.name === value.name &&
      account.phone === value.phone &&
      driver?.vehicleClass === value.vehicleClass
    return isSame ? [] : [{ row, value, before: { account, driver }, id: account.id }]
  })
}

function refuse({ row, value, before }: Change): RowProblem[] {
  if (!before) return []
  const { driver } = before
  if (!driver) return [problemOf(row, 'email', 'The account with this address is no driver')]
  if (driver.vehicleId && driver.vehicleClass !== value.vehicleClass)
    return [problemOf(row, 'vehicleClass', 'The driver has a vehicle of another class')]
  return []
}

async function write(tx: Context, changes: readonly Change[]): Promise<void> {
  const made = changes.filter(({ before }) => before === null)
  await makeDriverAccounts(
    tx,
    made.map(({ id, value: { vehicleClass, ...person } }) => ({
      account: { ...person, id, role: 'driver', status: 'active', createdAt: tx.clock.now() },
      vehicleClass,
    })),
  )
  const changed = changes.flatMap(({ value, before }) => (before?.driver ? [{ value, ...before }] : []))
  await renameAccounts(
    tx,
    changed.map(({ value: { name, phone }, account }) => ({ ...account, name, phone })),
  )
  for (const vehicleClass of new Set(changed.map(({ value }) => value.vehicleClass))) {
    const isOfOther = ({ value, driver }: (typeof changed)[number]) =>
      value.vehicleClass === vehicleClass && driver?.vehicleClass !== vehicleClass
    const ids = changed.filter(isOfOther).map(({ account }) => account.id)
    await tx.db
      .update(drivers)
      .set({ vehicleClass, version: sql`${drivers.version} + 1` })
      .where(inArray(drivers.userId, ids))
  }
  await recordAudits(
    tx,
    changes.map(({ id, value, before }) => ({
      ...{ action: 'driver.import', subjectType: 'driver', subjectId: id, after: value },
      before: before && rowOf(before.account, before.driver as Driver),
    })),
  )
}

/** A driver as a row of the table. */
export const rowOf = (
  { email, name, phone }: Pick<Account, 'email' | 'name' | 'phone'>,
  { vehicleClass }: Pick<Driver, 'vehicleClass'>,
): DriverRow => ({ email: normaliseEmail(email), name, phone, vehicleClass })
