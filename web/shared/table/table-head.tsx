import { addressOf } from '../../api/client.ts'
import { navigate } from '../../app/router.tsx'
import { Icon } from '../icons.tsx'
import type { Column } from './columns.ts'
import type { Selection } from './use-selection.ts'

export const ORDERS = ['asc', 'desc'] as const
export type Order = { sort: string | undefined; order: (typeof ORDERS)[number] | undefined }
const ARIA = { asc: 'ascending', desc: 'descending' } as const

/** What sorts goes to the address that is sorted so; a third press takes the usual order again. */
function goSorted(
  { name, order: first }: NonNullable<Column<never>['sort']>,
  { sort, order = first }: Order,
) {
  const other = first === 'asc' ? 'desc' : 'asc'
  const wanted =
    sort !== name ? { sort: name, order: first } : order === first ? { sort: name, order: other } : {}
  const now = Object.fromEntries(new URLSearchParams(location.search))
  navigate(addressOf(location.pathname, {}, { ...now, sort: undefined, order: undefined, ...wanted }))
}

type Props<Row> = {
  columns: readonly Column<Row>[]
  order: Order
  rows: readonly { id: string }[]
  selection: Selection | undefined
}

export function TableHead<Row>({ columns, order, rows, selection }: Props<Row>) {
  const selectedCount = selection ? rows.filter(({ id }) => selection.ids.has(id)).length : 0
  const isAll = selectedCount > 0 && selectedCount === rows.length
  return (
    <thead>
      <tr aria-rowindex={1}>
        {selection && (
          <th scope="col" className="pick">
            <input
              type="checkbox"
              aria-label="Select all that are loaded"
              checked={isAll}
              ref={(box) => {
                if (box) box.indeterminate = selectedCount > 0 && !isAll
              }}
              onChange={() =>
                isAll
                  ? selection.clear()
                  : selection.set(
                      rows.map(({ id }) => id),
                      true,
                    )
              }
            />
          </th>
        )}
        {columns.map(({ id, label, isNumber, sort }) => {
          const way = sort && order.sort === sort.name ? (order.order ?? sort.order) : undefined
          return (
            <th
              key={id}
              scope="col"
              className={isNumber ? 'number' : ''}
              aria-sort={way ? ARIA[way] : undefined}
            >
              {sort ? (
                <button type="button" className="sort" onClick={() => goSorted(sort, order)}>
                  {label}
                  <span className="sort-mark" data-way={way}>
                    <Icon name="arrowDown" />
                  </span>
                </button>
              ) : (
                label
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}
