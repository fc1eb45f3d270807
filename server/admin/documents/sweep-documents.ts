/*
 * Papers are told of 30, 14, 7 and 1 days ahead of their last day, and once it is over, by the date in the company's time
 * zone; a day of daylight saving is a date like any other. Each stage is told once at the most: the paper keeps the nearest
 * one that was, changed in the transaction of the event, under its lock. Where several stages have come at once, after a
 * standstill or for a paper that was noted late, only the nearest is told.
 */
import { and, eq, sql } from 'drizzle-orm'
import { documents } from '../../../db/schema/index.ts'
import { type Context, inTransaction } from '../../platform/context.ts'
import { appendEvents } from '../../platform/event-log/append-events.ts'
import { companyDay } from '../why-unfit.ts'
import { type DocumentRow, WARNING_DAYS } from './document-view.ts'
import { isDue } from './is-due.ts'
import { refreshHolder } from './refresh-holder.ts'

/** Papers of one transaction. */
const PAGE_MAX = 200
const OVER = -1

/** Tells of what ends soon, and of what has ended, whose holder may take no haul any more where it was required. */
export async function sweepDocuments(context: Context): Promise<void> {
  for (;;) {
    const due = await inTransaction(context, tellPage)
    for (const row of due) {
      if (row.warnedDays === OVER) await refreshHolder(context, row)
    }
    if (due.length < PAGE_MAX) return
  }
}

async function tellPage(tx: Context): Promise<DocumentRow[]> {
  const left = sql<number>`${documents.expiresOn} - ${companyDay(tx.clock.now())}`
  const stages = [...WARNING_DAYS].reverse().map((days) => sql`when ${left} <= ${days} then ${days}::int`)
  const stage = sql<number>`case when ${left} < 0 then ${OVER}::int ${sql.join(stages, sql` `)} end`
  const due = await tx.db
    .select({ id: documents.id, stage, left })
    .from(documents)
    .where(
      and(
        isDue(tx.clock.now(), WARNING_DAYS[0]),
        // As the index has it, literally.
        sql`${documents.warnedDays} is distinct from -1`,
        sql`(${documents.warnedDays} is null or ${documents.warnedDays} > ${stage})`,
        sql`not exists (select from vehicles v where v.id = ${documents.vehicleId} and v.status = 'retired')`,
      ),
    )
    .limit(PAGE_MAX)
    // Another worker is about to tell of what it holds.
    .for('update', { skipLocked: true })
  const told: DocumentRow[] = []
  for (const { id, stage, left } of due) {
    const [row] = await tx.db
      .update(documents)
      .set({ warnedDays: stage })
      .where(eq(documents.id, id))
      .returning()
    told.push(row as DocumentRow)
    await tell(tx, row as DocumentRow, left)
  }
  return told
}

function tell(tx: Context, row: DocumentRow, daysLeft: number): Promise<void> {
  const { id: documentId, driverId, vehicleId, kind, expiresOn, warnedDays } = row
  const subjectId = (driverId ?? vehicleId) as string
  const data = {
    ...{ documentId, subjectId, kind, daysLeft, expiresOn: expiresOn as string },
    subjectType: driverId ? ('driver' as const) : ('vehicle' as const),
  }
  const type = warnedDays === OVER ? 'document.expired' : 'document.expiring'
  tx.metrics.documentsDue.inc({ days: String(warnedDays) })
  return appendEvents(tx, [{ type, key: subjectId, data }])
}
