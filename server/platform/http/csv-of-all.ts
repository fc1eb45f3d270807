import { CSV_HEADERS, csvOf, csvRows, isCsvWanted, type Row } from './csv.ts'

/** Rows that one reading of a long table takes. */
export const CSV_PAGE_MAX = 1_000

type Page<Item> = { items: readonly Item[]; nextCursor: string | null }
type Reading<Item> = {
  rowsOf: (items: readonly Item[]) => readonly Row[]
  /** The page past a cursor. */
  readNext: (cursor: string) => Promise<Page<Item>>
}

/**
 * A list as a table, where a request would rather have that: for a route's `mapResponse`. Beyond the page that was read,
 * every page after it follows, each read when whoever takes the table has taken the one before: a list of any length
 * costs the memory of one page.
 */
export function csvOfAllWhereWanted<Item>(
  accept: string | undefined,
  columns: readonly string[],
  answer: Page<Item>,
  { rowsOf, readNext }: Reading<Item>,
): Response | undefined {
  if (!isCsvWanted(accept, answer)) return undefined
  const encoder = new TextEncoder()
  let cursor = answer.nextCursor
  const body = new ReadableStream<Uint8Array>({
    start: (table) => table.enqueue(encoder.encode(csvOf(columns, rowsOf(answer.items)))),
    async pull(table) {
      if (cursor === null) return table.close()
      const page = await readNext(cursor)
      cursor = page.nextCursor
      table.enqueue(encoder.encode(csvRows(columns, rowsOf(page.items))))
    },
  })
  return new Response(body, { headers: CSV_HEADERS })
}
