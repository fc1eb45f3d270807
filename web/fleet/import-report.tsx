import { ColumnHeads } from '../shared/column-heads.tsx'
import { Icon } from '../shared/icons.tsx'
import type { Report } from './import-page.tsx'

/** What a table would bring or has brought, and every row of it that cannot be taken. */
export function ImportReport({ report, csv }: { report: Report; csv: string }) {
  const { isDryRun, created, changed, unchanged, problems } = report
  const lines = csv.split(/\r?\n/)
  const isGood = problems.length === 0
  const sums = `${created} new, ${changed} changed, ${unchanged} as they are`
  return (
    <div role="status" className="import-report">
      <div className={isGood ? 'notice good' : 'notice bad'}>
        <Icon name={isGood ? 'check' : 'alert'} />
        <div className="notice-text">
          <b>{titleOf(report)}</b>
          <span>{isDryRun && !isGood ? 'Nothing was taken. Mend these rows and check again.' : sums}</span>
        </div>
      </div>
      {!isGood && (
        <div className="table-card scroll">
          <table>
            <ColumnHeads of={['Row', 'Column', 'What is wrong', 'As it is']} numbers={['Row']} />
            <tbody>
              {problems.map(({ row, column, message }) => (
                <tr key={`${row} ${column} ${message}`} data-row={row}>
                  <td className="number">{row}</td>
                  <td>{column ?? <span className="muted">The row</span>}</td>
                  <td>{message}</td>
                  <td className="id import-line">{lines[row - 1]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}

function titleOf({ isDryRun, problems }: Report): string {
  if (problems.length > 0) return `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`
  return isDryRun ? 'All rows can be taken' : 'The table was taken'
}
