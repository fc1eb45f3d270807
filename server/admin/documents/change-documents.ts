import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { isUniqueViolation } from '../../../db/connect.ts'
import { documents, drivers, vehicles } from '../../../db/schema/index.ts'
import { conflict, invalid, notFound } from '../../errors.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { isCalendarDay } from '../../platform/is-calendar-day.ts'
import { recordAudit } from '../record-audit.ts'
import { companyDay } from '../why-unfit.ts'
import { type DocumentRow, documentView, type NewDocument, type Renewal } from './document-view.ts'
import { refreshHolder } from './refresh-holder.ts'

export type Subject = { subjectType: 'driver' | 'vehicle'; subjectId: string }

/** A subject's papers, newest first, those renewed and removed too. @throws DomainError not_found. */
export async function listDocuments(context: Context, subject: Subject) {
  await assertExists(context, subject)
  const rows = await context.db.select().from(documents).where(isOf(subject)).orderBy(desc(documents.id))
  const today = await readCompanyDay(context)
  return { items: rows.map((row) => documentView(row, today)), nextCursor: null }
}

/** Adds a paper. @throws DomainError not_found, document_exists, date_invalid, period_invalid. */
export async function addDocument(
  context: Context,
  { subjectType, subjectId, ...fields }: Subject & NewDocument,
) {
  const row = newRow(context, { ...fields, ...ownerOf({ subjectType, subjectId }) })
  await refusingTwice(() =>
    inTransaction(context, async (tx) => {
      await assertExists(tx, { subjectType, subjectId })
      await tx.db.insert(documents).values(row)
      await audit(tx, 'document.create', null, row)
    }),
  )
  return settled(context, row)
}

/**
 * Adds the paper that takes another's place. The old one stays valid for as long as it was, so that the new one may begin
 * after it; nobody is warned of its end any more. @throws DomainError not_found, document_ended, document_exists, date_invalid, period_invalid.
 */
export async function renewDocument(context: Context, { id, ...fields }: Renewal & { id: string }) {
  const row = await refusingTwice(() =>
    inTransaction(context, async (tx) => {
      const { driverId, vehicleId, kind, ...before } = await holdDocument(tx, id)
      const renewedAt = tx.clock.now()
      await tx.db.update(documents).set({ renewedAt }).where(eq(documents.id, id))
      const row = { ...newRow(tx, { ...fields, driverId, vehicleId, kind }), renewsId: before.id }
      await tx.db.insert(documents).values(row)
      await audit(tx, 'document.renew', { ...before, driverId, vehicleId, kind }, row)
      return row
    }),
  )
  return settled(context, row)
}

/** Takes a paper back as if it had not been there; what it renewed counts again. @throws DomainError not_found, document_ended. */
export async function removeDocument(context: Context, { id }: { id: string }): Promise<void> {
  const after = await refusingTwice(() =>
    inTransaction(context, async (tx) => {
      const before = await holdDocument(tx, id)
      const after = { ...before, removedAt: tx.clock.now() }
      await tx.db.update(documents).set(after).where(eq(documents.id, id))
      if (before.renewsId) {
        const isRenewed = and(eq(documents.id, before.renewsId), isNull(documents.removedAt))
        await tx.db.update(documents).set({ renewedAt: null }).where(isRenewed)
      }
      await audit(tx, 'document.remove', before, after)
      return after
    }),
  )
  await refreshHolder(context, after)
}

/** Today in the company's time zone. */
export async function readCompanyDay(context: Context): Promise<string> {
  const [row] = await context.db.execute<{ today: string }>(
    sql`select ${companyDay(context.clock.now())}::text as today`,
  )
  return row?.today as string
}

async function settled(context: Context, row: DocumentRow) {
  await refreshHolder(context, row)
  return documentView(row, await readCompanyDay(context))
}

type Fields = Pick<DocumentRow, 'driverId' | 'vehicleId' | 'kind'> & Renewal

function newRow(
  context: Context,
  { issuedOn = null, expiresOn = null, number, ...rest }: Fields,
): DocumentRow {
  assertDay('issuedOn', issuedOn)
  assertDay('expiresOn', expiresOn)
  if (issuedOn && expiresOn && issuedOn > expiresOn)
    throw invalid('period_invalid', 'expiresOn', 'A paper ends on the day that it begins, or later.')
  return {
    ...{ ...rest, id: context.newId(), number: number.trim(), issuedOn, expiresOn },
    ...{ warnedDays: null, renewsId: null, renewedAt: null, removedAt: null },
    createdAt: context.clock.now(),
  }
}

function assertDay(path: string, day: string | null): void {
  if (day !== null && !isCalendarDay(day)) throw invalid('date_invalid', path, 'No calendar has this day.')
}

async function holdDocument(tx: Context, id: string): Promise<DocumentRow> {
  const [row] = await tx.db.select().from(documents).where(eq(documents.id, id)).for('update')
  if (!row) throw notFound('document')
  if (row.removedAt || row.renewedAt)
    throw conflict('document_ended', `The paper was ${row.removedAt ? 'removed' : 'renewed'}.`)
  return row
}

const ownerOf = ({ subjectType, subjectId }: Subject) =>
  subjectType === 'driver'
    ? { driverId: subjectId, vehicleId: null }
    : { driverId: null, vehicleId: subjectId }

const isOf = ({ subjectType, subjectId }: Subject) =>
  eq(subjectType === 'driver' ? documents.driverId : documents.vehicleId, subjectId)

async function assertExists({ db }: Context, { subjectType, subjectId }: Subject): Promise<void> {
  const [found] =
    subjectType === 'driver'
      ? await db.select({ id: drivers.userId }).from(drivers).where(eq(drivers.userId, subjectId))
      : await db.select({ id: vehicles.id }).from(vehicles).where(eq(vehicles.id, subjectId))
  if (!found) throw notFound(subjectType)
}

async function refusingTwice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const isTwice =
      isUniqueViolation(error, 'documents_driver_key') || isUniqueViolation(error, 'documents_vehicle_key')
    throw isTwice ? conflict('document_exists', 'There is such a paper with this number already.') : error
  }
}

function audit(tx: Context, action: string, before: DocumentRow | null, after: DocumentRow): Promise<void> {
  const subjectType = after.driverId ? 'driver' : 'vehicle'
  const subjectId = (after.driverId ?? after.vehicleId) as string
  return recordAudit(tx, { action, subjectType, subjectId, before, after })
}
