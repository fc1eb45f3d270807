import { Value } from '@sinclair/typebox/value'
import { CsvError, parse } from 'csv-parse/sync'
import type { TSchema } from 'elysia'
import { unguarded } from '../../platform/http/guard-formulas.ts'
import { messageOf } from '../../platform/http/problem.ts'

/** What is wrong with a row, as spreadsheets number them: the names of the columns are row 1. */
export type RowProblem = { row: number; column: string | null; message: string }
export type TableRow<T> = { row: number; value: T }

/** Rows of one table. */
const TABLE_ROWS_MAX = 5_000
const FIRST_ROW = 2
const NUMBER = /^-?\d+(\.\d+)?$/

/**
 * The rows of a CSV table (RFC 4180; a byte order mark and either line end are taken) with these columns in any order, each
 * as `schema` describes it: a cell of a number's column in digits. What does not fit is told, and left out.
 */
export function readTable<T>(
  csv: string,
  schema: TSchema & { properties: Record<string, TSchema> },
): { rows: TableRow<T>[]; problems: RowProblem[] } {
  const columns = Object.keys(schema.properties)
  const records = parseRecords(csv)
  if ('problem' in records) return { rows: [], problems: [records.problem] }
  const [header = [], ...body] = records
  const names = header.map((name) => name.trim())
  const problems = checkHeader(names, columns)
  if (body.length > TABLE_ROWS_MAX)
    problems.push(problemOf(1, null, `A table has at most ${TABLE_ROWS_MAX} rows beside this one`))
  if (problems.length > 0) return { rows: [], problems }
  const rows: TableRow<T>[] = []
  for (const [index, cells] of body.entries()) {
    const row = index + FIRST_ROW
    if (cells.length === 1 && cells[0] === '') continue
    const found = checkRow(row, names, cells, schema)
    if (Array.isArray(found)) problems.push(...found)
    else rows.push({ row, value: found.value as T })
  }
  return { rows, problems }
}

/** Marks each row but the first of those with one key. */
export function findRepeated<T>(
  rows: readonly TableRow<T>[],
  column: string,
  keyOf: (value: T) => string,
): RowProblem[] {
  const firstRows = new Map<string, number>()
  const problems: RowProblem[] = []
  for (const { row, value } of rows) {
    const first = firstRows.get(keyOf(value))
    if (first === undefined) firstRows.set(keyOf(value), row)
    else problems.push(problemOf(row, column, `The same as in row ${first}`))
  }
  return problems
}

export const problemOf = (row: number, column: string | null, message: string): RowProblem => ({
  row,
  column,
  message,
})

function parseRecords(csv: string): string[][] | { problem: RowProblem } {
  try {
    return parse(csv, { bom: true, relax_column_count: true })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return {
      problem: problemOf(
        Number(error.lines ?? 1),
        null,
        'From here on it is no CSV: a quote is open or out of place',
      ),
    }
  }
}

function checkHeader(names: readonly string[], columns: readonly string[]): RowProblem[] {
  const missing = columns.filter((column) => !names.includes(column))
  const unknown = names.filter((name) => !columns.includes(name))
  const twice = names.filter((name, i) => names.indexOf(name) !== i)
  return [
    ...missing.map((column) => problemOf(1, column, 'This column is missing')),
    ...unknown.map((column) => problemOf(1, column, 'There is no such column')),
    ...twice.map((column) => problemOf(1, column, 'This column is there twice')),
  ]
}

function checkRow(
  row: number,
  names: readonly string[],
  cells: readonly string[],
  schema: TSchema & { properties: Record<string, TSchema> },
): RowProblem[] | { value: unknown } {
  if (cells.length !== names.length)
    return [problemOf(row, null, `${cells.length} cells instead of ${names.length}`)]
  const value = Object.fromEntries(
    names.map((name, i) => {
      const cell = cells[i] as string
      const isNumber = ['number', 'integer'].includes(String(schema.properties[name]?.type))
      return [name, isNumber && NUMBER.test(cell) ? Number(cell) : unguarded(cell)]
    }),
  )
  const byColumn = new Map<string, RowProblem>()
  for (const error of Value.Errors(schema, value)) {
    const column = error.path.slice(1)
    if (!byColumn.has(column)) byColumn.set(column, problemOf(row, column, messageOf(error)))
  }
  return byColumn.size > 0 ? [...byColumn.values()] : { value }
}
