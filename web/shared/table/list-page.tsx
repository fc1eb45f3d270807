import type { ReactNode } from 'react'
import type { Watch } from '../../api/save-csv.ts'
import { useAddress } from '../../app/router.tsx'
import { oneOf } from '../filters.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { ColumnMenu } from './column-menu.tsx'
import { type Column, useColumns } from './columns.ts'
import { CsvButton } from './csv-button.tsx'
import { DataTable } from './data-table.tsx'
import { useKeptAddress } from './list-place.ts'
import { ORDERS } from './table-head.tsx'
import type { BulkAction } from './use-bulk.ts'
import type { List } from './use-list.ts'
import { useSelection } from './use-selection.ts'

type Props<Row extends { id: string }> = {
  title: string
  /** What one and many of them are called. */
  what: readonly [one: string, many: string]
  list: List<Row>
  columns: readonly Column<Row>[]
  heights: { row: number; card: number }
  nameOf: (row: Row) => string
  /** Without any, no row can be selected. */
  actions: readonly BulkAction<Row>[]
  saveCsv: (watch: Watch) => Promise<void>
  filters: ReactNode
  tools?: ReactNode
  empty: ReactNode
}

/** A page that is one list: its filters, its table, and what can be done to many of its rows. */
export function ListPage<Row extends { id: string }>(props: Props<Row>) {
  const { title, what, list, columns, heights, nameOf, actions, filters, tools, empty } = props
  const { path, query } = useAddress()
  useKeptAddress(path, query.size > 0 ? `${path}?${query}` : path)
  const choice = useColumns(what[1], columns)
  const selection = useSelection(list)
  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{title}</h1>
        {filters}
        <div className="actions">
          {tools}
          <ColumnMenu columns={columns} choice={choice} />
          <CsvButton save={props.saveCsv} />
        </div>
      </header>
      <DataTable
        list={list}
        what={what[1]}
        columns={choice.shown}
        order={{ sort: query.get('sort') ?? undefined, order: oneOf(ORDERS, query.get('order')) }}
        nameOf={nameOf}
        selection={actions.length > 0 ? selection : undefined}
        heights={heights}
        empty={empty}
      />
      {actions.length > 0 && (
        <BulkBar
          what={what}
          rows={list.rows ?? []}
          selection={selection}
          actions={actions}
          nameOf={nameOf}
          reread={list.reread}
        />
      )}
    </div>
  )
}
