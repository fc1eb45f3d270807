import { type Static, t } from 'elysia'
import { queryInteger } from '../platform/http/numbers.ts'
import { idSchema, LIST_MAX } from '../platform/http/schemas.ts'

const LIST_DEFAULT = 50

/** The query of the lists that are ordered by id, newest first; the cursor is the last id seen. */
export const idPageQuery = {
  limit: t.Optional(queryInteger({ minimum: 1, maximum: LIST_MAX, default: LIST_DEFAULT })),
  cursor: t.Optional(idSchema),
}
const query = t.Object(idPageQuery)
export type IdPage = Static<typeof query>

/** How many rows to read: one more than is shown tells whether there is a next page. */
export const rowsToRead = ({ limit = LIST_DEFAULT }: IdPage) => limit + 1

export function toPage<Row extends { id: string }, Item>(
  rows: readonly Row[],
  { limit = LIST_DEFAULT }: IdPage,
  view: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  return { items: shown.map(view), nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}
