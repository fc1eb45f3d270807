import { memo } from 'react'
import type { Column } from './columns.ts'
import type { Selection } from './use-selection.ts'

type Props<Row> = {
  row: Row
  index: number
  name: string
  columns: readonly Column<Row>[]
  isSelected: boolean
  toggle: Selection['toggle'] | undefined
  extend: Selection['extend'] | undefined
  measure: (element: Element | null) => void
  onFocus: (id: string) => void
}

function OneRow<Row extends { id: string }>(props: Props<Row>) {
  const { row, index, name, columns, isSelected, toggle, extend, measure, onFocus } = props
  return (
    <tr
      ref={measure}
      data-index={index}
      data-row={row.id}
      data-name={name}
      data-selected={isSelected}
      aria-rowindex={index + 2}
      onFocus={() => onFocus(row.id)}
    >
      {toggle && extend && (
        <td className="pick">
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            checked={isSelected}
            onChange={({ nativeEvent, target }) =>
              'shiftKey' in nativeEvent && nativeEvent.shiftKey
                ? extend(row.id)
                : toggle(row.id, target.checked)
            }
          />
        </td>
      )}
      {columns.map(({ id, isNumber, className, cell }) => (
        <td key={id} className={[isNumber && 'number', className].filter(Boolean).join(' ')}>
          {cell(row)}
        </td>
      ))}
    </tr>
  )
}

/** A row of a table; drawn again only where something of it changed. */
export const TableRow = memo(OneRow) as typeof OneRow
