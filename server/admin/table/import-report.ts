import { type Static, t } from 'elysia'
import { DomainError } from '../../errors.ts'
import { integer } from '../../platform/http/numbers.ts'
import { nullable, object } from '../../platform/http/schemas.ts'
import type { RowProblem } from './read-table.ts'

/** In characters; within what a body may have. */
const CSV_MAX = 1_000_000

export const importBody = (columns: readonly string[], row: readonly (string | number)[]) =>
  object(
    {
      csv: t.String({
        minLength: 1,
        maxLength: CSV_MAX,
        description: `a table with the columns ${columns.join(', ')}`,
      }),
      isDryRun: t.Boolean({ description: 'Only tell what would happen' }),
    },
    { examples: [{ csv: `${columns.join(',')}\r\n${row.join(',')}\r\n`, isDryRun: true }] },
  )

export const importReportSchema = object({
  isDryRun: t.Boolean(),
  created: integer({ examples: [12] }),
  changed: integer({ examples: [3] }),
  unchanged: integer({ examples: [240] }),
  problems: t.Array(
    object({
      row: integer({
        description: 'As spreadsheets number them: the names of the columns are 1',
        examples: [7],
      }),
      column: nullable(t.String({ description: 'Null for the row as a whole', examples: ['plate'] })),
      message: t.String({ examples: ['The same as in row 3'] }),
    }),
    { description: 'Of a dry run; without any, the same table is taken' },
  ),
})
export type ImportReport = Static<typeof importReportSchema>

/** @throws DomainError import_invalid with every problem, unless there is none. */
export function assertNoProblems(problems: readonly RowProblem[]): void {
  if (problems.length === 0) return
  const fields = problems.map(({ row, column, message }) => ({
    path: column === null ? `rows.${row}` : `rows.${row}.${column}`,
    message,
  }))
  throw new DomainError('invalid', 'import_invalid', 'Nothing was taken: some rows cannot be.', { fields })
}

export const inOrder = (problems: readonly RowProblem[]): RowProblem[] =>
  [...problems].sort((a, b) => a.row - b.row)
