import type { InfiniteData } from '@tanstack/react-query'

export type Page<Row> = { items: Row[]; nextCursor: string | null }
/** A list as it was read so far, page by page. */
export type ListData<Row> = InfiniteData<Page<Row>, string | undefined>
type Identified = { id: string }

/** The rows in their order; one that moved from page to page while they were read is where it was first. */
export function rowsOf<Row extends Identified>({ pages }: ListData<Row>): Row[] {
  const rows = new Map<string, Row>()
  for (const { items } of pages) for (const row of items) if (!rows.has(row.id)) rows.set(row.id, row)
  return [...rows.values()]
}

/** The list with other versions of some of its rows, each in its place; the same list where none of them is in it. */
export function withRows<Row extends Identified>(
  list: ListData<Row>,
  fresh: ReadonlyMap<string, Row>,
): ListData<Row> {
  let isChanged = false
  const pages = list.pages.map((page) => {
    if (!page.items.some(({ id }) => fresh.has(id))) return page
    isChanged = true
    return { ...page, items: page.items.map((row) => fresh.get(row.id) ?? row) }
  })
  return isChanged ? { ...list, pages } : list
}

/** Which pages hold the rows from `first` to `last`. */
export function pagesBetween<Row>({ pages }: ListData<Row>, first: number, last: number): number[] {
  let start = 0
  return pages.flatMap(({ items }, index) => {
    const end = start + items.length
    const isIn = start <= last && end > first
    start = end
    return isIn ? [index] : []
  })
}

/**
 * Rows of a page that its second reading no longer has: they fit the filters no more. Those past the last row of that
 * reading only made room for newer ones.
 */
export function goneFrom<Row extends Identified>(before: Page<Row>, now: Page<Row>): string[] {
  const known = new Set(now.items.map(({ id }) => id))
  const lastKnown = before.items.findLastIndex(({ id }) => known.has(id))
  const covered = now.nextCursor === null ? before.items : before.items.slice(0, lastKnown + 1)
  return covered.filter(({ id }) => !known.has(id)).map(({ id }) => id)
}
