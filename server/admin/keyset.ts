/*
 * Lists that are sorted by what a caller chooses, and paged by the last row seen (keyset pagination): the next page begins
 * past that row's value and id, so that rows which come or go meanwhile shift nothing. A cursor is opaque to callers, and
 * holds for the sorting that it came from alone.
 */
import { Value } from '@sinclair/typebox/value'
import { asc, desc, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { t } from 'elysia'
import { invalid } from '../errors.ts'
import { integer, queryInteger } from '../platform/http/numbers.ts'
import { idSchema, object, oneOf, textSchema } from '../platform/http/schemas.ts'
import { type IdPage, idPageQuery, toPage } from './page.ts'

const INT4 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }
/** Longer than the cursor of any sorting, in characters. */
const CURSOR_MAX = 1_000

/** The query of a list that is sorted by one of `names`, the first of them without being asked. */
export const sortedPageQuery = <const T extends string>(names: readonly T[]) => ({
  limit: idPageQuery.limit,
  cursor: t.Optional(t.String({ maxLength: CURSOR_MAX })),
  sort: t.Optional(oneOf(names)),
  order: t.Optional(oneOf(['asc', 'desc'])),
})
/** Filters that the lists of vehicles and of drivers share. */
export const fleetFilters = {
  assigned: t.Optional(oneOf(['true', 'false'])),
  papersDueInDays: t.Optional(queryInteger({ minimum: 0, maximum: 366 })),
}
export type SortedPage<T extends string> = IdPage & { sort?: T; order?: 'asc' | 'desc' }

const cursorSchema = object({
  sort: t.String(),
  order: t.String(),
  value: t.Union([textSchema(200, 0), integer(INT4), t.Null()]),
  id: idSchema,
})

/** What a list is sorted by: `by` in the database, null for the id alone, which follows the time of creation. */
export type Sorting = { sort: string; order: 'asc' | 'desc'; by: SQLWrapper | null; id: SQLWrapper }

/** Rows past the cursor's. @throws DomainError cursor_invalid for one that is not of this list and sorting. */
export function pastCursor(cursor: string | undefined, { sort, order, by, id }: Sorting): SQL | undefined {
  if (cursor === undefined) return undefined
  const seen = decode(cursor)
  const isOfThis =
    seen && seen.sort === sort && seen.order === order && (seen.value === null) === (by === null)
  if (!isOfThis) throw invalid('cursor_invalid', 'cursor', 'This cursor is of another list or sorting.')
  const comparison = order === 'asc' ? sql`>` : sql`<`
  if (by === null) return sql`${id} ${comparison} ${seen.id}::uuid`
  const value = typeof seen.value === 'number' ? sql`${seen.value}::int` : sql`${seen.value}::text`
  return sql`(${by}, ${id}) ${comparison} (${value}, ${seen.id}::uuid)`
}

export function orderOf({ order, by, id }: Sorting): SQL[] {
  const inOrder = order === 'asc' ? asc : desc
  return by === null ? [inOrder(id)] : [inOrder(by), inOrder(id)]
}

/** As `toPage`: the page of what was read; `valueIn` is a row's value of the sorting, null where it is sorted by id. */
export function toSortedPage<Row extends { id: string }, Item>(
  rows: readonly Row[],
  page: IdPage,
  { sort, order }: Pick<Sorting, 'sort' | 'order'>,
  { view, valueIn }: { view: (row: Row) => Item; valueIn: (row: Row) => string | number | null },
): { items: Item[]; nextCursor: string | null } {
  const { items, nextCursor: id } = toPage(rows, page, view)
  if (id === null) return { items, nextCursor: null }
  const cursor = JSON.stringify({ sort, order, value: valueIn(rows[items.length - 1]!), id })
  return { items, nextCursor: Buffer.from(cursor).toString('base64url') }
}

function decode(cursor: string) {
  try {
    const seen: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    return Value.Check(cursorSchema, seen) ? seen : null
  } catch {
    return null
  }
}
