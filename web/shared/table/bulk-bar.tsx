import { useState } from 'react'
import { Icon } from '../icons.tsx'
import { BulkReport } from './bulk-report.tsx'
import { type BulkAction, useBulk } from './use-bulk.ts'
import type { Selection } from './use-selection.ts'

type Props<Row> = {
  /** What one and many of them are called. */
  what: readonly [one: string, many: string]
  rows: readonly Row[]
  selection: Selection
  actions: readonly BulkAction<Row>[]
  nameOf: (row: Row) => string
  reread: (id: string) => Promise<void>
}

/** What can be done to the selected rows, and what became of it. */
export function BulkBar<Row extends { id: string }>({ what, rows, selection, actions, ...of }: Props<Row>) {
  const bulk = useBulk({ ...of, selection })
  const [asked, setAsked] = useState<BulkAction<Row> | null>(null)
  const selected = rows.filter(({ id }) => selection.ids.has(id))
  const isRunning = bulk.report?.isRunning === true
  const Dialog = asked?.Dialog
  const count = selected.length
  return (
    <div className="bulk">
      {bulk.report && <BulkReport report={bulk.report} onStop={bulk.stop} onDismiss={bulk.dismiss} />}
      {count > 0 && !isRunning && (
        <div className="bulk-bar" role="toolbar" aria-label={`Selected ${what[1]}`}>
          <b>
            {count} {what[count === 1 ? 0 : 1]} selected
          </b>
          <div className="row">
            {actions.map((action) => (
              <button
                key={action.label}
                type="button"
                className={action.isDanger ? 'danger' : ''}
                onClick={() => (action.act ? void bulk.run(action, action.act, selected) : setAsked(action))}
              >
                <Icon name={action.icon} />
                {action.label}
              </button>
            ))}
          </div>
          <button type="button" className="quiet" onClick={selection.clear}>
            <Icon name="close" />
            Select none
          </button>
        </div>
      )}
      {asked && Dialog && (
        <Dialog
          rows={selected}
          onClose={() => setAsked(null)}
          onRun={(act) => {
            setAsked(null)
            void bulk.run(asked, act, selected)
          }}
        />
      )}
    </div>
  )
}
