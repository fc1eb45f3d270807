import { guarded } from './guard-formulas.ts'

type Cell = string | number | null
type Row = Readonly<Record<string, Cell>>

/** Rows as text/csv (RFC 4180), with the names of the columns on top; null is an empty cell, and no text is a formula. */
export function csvOf(columns: readonly string[], rows: readonly Row[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
  return lines.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('')
}

function cellOf(value: string | number): string {
  const text = typeof value === 'string' ? guarded(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * The items of an answer as a table, where a request would rather have that: for a route's `mapResponse`. `rowsOf` makes rows
 * of items that are none yet.
 */
export function csvWhereWanted(
  accept: string | undefined,
  columns: readonly string[],
  answer: { items: readonly Row[] },
): Response | undefined
export function csvWhereWanted<Item>(
  accept: string | undefined,
  columns: readonly string[],
  answer: { items: readonly Item[] },
  rowsOf: (items: readonly Item[]) => readonly Row[],
): Response | undefined
export function csvWhereWanted(
  accept: string | undefined,
  columns: readonly string[],
  answer: { items: readonly Row[] },
  rowsOf = (items: readonly Row[]) => items,
): Response | undefined {
  // It is handed failures as well, which are responses already.
  if (accept?.split(/[,;]/)[0]?.trim() !== 'text/csv' || answer instanceof Response) return undefined
  const headers = { 'content-type': 'text/csv; charset=utf-8; header=present' }
  return new Response(csvOf(columns, rowsOf(answer.items)), { headers })
}

/** What the API document says of an answer that is also a table. */
export const describeCsv = (columns: readonly string[]) => ({
  200: {
    description: 'Done; a table where the request accepts text/csv',
    content: { 'text/csv': { schema: { type: 'string' as const }, example: `${columns.join(',')}\r\n` } },
  },
})
