import { guarded } from './guard-formulas.ts'

type Cell = string | number | null
export type Row = Readonly<Record<string, Cell>>
export const CSV_HEADERS = { 'content-type': 'text/csv; charset=utf-8; header=present' }

/** Rows as text/csv (RFC 4180), with the names of the columns on top; null is an empty cell, and no text is a formula. */
export const csvOf = (columns: readonly string[], rows: readonly Row[]): string =>
  lineOf(columns) + csvRows(columns, rows)

/** The same without the names on top, to go on with a table. */
export const csvRows = (columns: readonly string[], rows: readonly Row[]): string =>
  rows.map((row) => lineOf(columns.map((column) => row[column] ?? ''))).join('')

const lineOf = (cells: readonly (string | number)[]) => `${cells.map(cellOf).join(',')}\r\n`

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
  if (!isCsvWanted(accept, answer)) return undefined
  return new Response(csvOf(columns, rowsOf(answer.items)), { headers: CSV_HEADERS })
}

/** Whether to answer with a table. A `mapResponse` is handed failures as well, which are responses already. */
export const isCsvWanted = (accept: string | undefined, answer: object) =>
  accept?.split(/[,;]/)[0]?.trim() === 'text/csv' && !(answer instanceof Response)

/** What the API document says of an answer that is also a table. */
export const describeCsv = (columns: readonly string[]) => ({
  200: {
    description: 'Done; a table where the request accepts text/csv',
    content: { 'text/csv': { schema: { type: 'string' as const }, example: `${columns.join(',')}\r\n` } },
  },
})
