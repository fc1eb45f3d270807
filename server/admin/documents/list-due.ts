import { and, eq, sql } from 'drizzle-orm'
import { documents, drivers, users, vehicles } from '../../../db/schema/index.ts'
import type { Context } from '../../platform/context.ts'
import { orderOf, pastCursor, type SortedPage, toSortedPage } from '../keyset.ts'
import { rowsToRead } from '../page.ts'
import { readCompanyDay } from './change-documents.ts'
import { documentView } from './document-view.ts'
import { isDue } from './is-due.ts'

export const DUE_SORTS = ['expiresOn'] as const

/** Papers in use that end within so many days, or have ended, the most urgent first, with whose they are. */
export async function listDueDocuments(
  context: Context,
  { withinDays, order = 'asc', ...page }: SortedPage<(typeof DUE_SORTS)[number]> & { withinDays: number },
) {
  const sorting = {
    ...{ sort: DUE_SORTS[0], order },
    ...{ by: sql`${documents.expiresOn}::text`, id: documents.id },
  }
  const rows = await context.db
    .select({ id: documents.id, document: documents, name: users.name, plate: vehicles.plate })
    .from(documents)
    .leftJoin(drivers, eq(drivers.userId, documents.driverId))
    .leftJoin(users, eq(users.id, drivers.userId))
    .leftJoin(vehicles, eq(vehicles.id, documents.vehicleId))
    .where(
      and(
        isDue(context.clock.now(), withinDays),
        sql`${vehicles.status} is distinct from 'retired'`,
        pastCursor(page.cursor, sorting),
      ),
    )
    .orderBy(...orderOf(sorting))
    .limit(rowsToRead(page))
  const today = await readCompanyDay(context)
  return toSortedPage(rows, page, sorting, {
    view: ({ document, name, plate }) => ({ ...documentView(document, today), subject: name ?? plate ?? '' }),
    valueIn: ({ document }) => document.expiresOn,
  })
}
