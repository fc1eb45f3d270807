import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, Fragment, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { ErrorNotice, LoadingRows } from '../states.tsx'
import type { Column } from './columns.ts'
import { type Order, TableHead } from './table-head.tsx'
import { TableRow } from './table-row.tsx'
import type { List } from './use-list.ts'
import { useRowKeys } from './use-row-keys.ts'
import type { Selection } from './use-selection.ts'

const HEAD_HEIGHT = 38
const PICK_WIDTH = 44
/** Rows beyond the edges of the screen that are drawn, and before the end that the next page is asked for at. */
const OVERSCAN = 8
const ASK_BEFORE = 30
const isPhone = () => matchMedia('(max-width: 760px)').matches

type Props<Row extends { id: string }> = {
  list: List<Row>
  /** What the rows are, as in `bookings`. */
  what: string
  columns: readonly Column<Row>[]
  order: Order
  nameOf: (row: Row) => string
  /** Without it no row can be selected. */
  selection: Selection | undefined
  /** In pixels, as a row and as a card on a phone; what it really is is measured. */
  heights: { row: number; card: number }
  /** In place of the rows where there are none. */
  empty: ReactNode
}

/** A list as a table, or that it loads, failed or is empty. */
export function DataTable<Row extends { id: string }>({ empty, ...props }: Props<Row>) {
  const { list, what } = props
  const { rows, isPlaceholderData } = list
  const error = list.error ?? list.restart.error
  const isWaiting = !rows || (isPlaceholderData && rows.length === 0)
  return (
    <div className="list-body">
      {error && (
        <ErrorNotice
          title={`The ${what} could not be read`}
          error={error}
          onRetry={() => void (list.isFetchNextPageError ? list.fetchNextPage() : list.restart.mutate())}
          isRetrying={list.isFetching || list.restart.isPending}
        />
      )}
      {isWaiting && !error && <LoadingRows what={what} rows={14} />}
      {!isWaiting && rows.length === 0 && <div className="table-card">{empty}</div>}
      {!isWaiting && rows.length > 0 && <Rows {...props} rows={rows} />}
    </div>
  )
}

type RowsProps<Row extends { id: string }> = Omit<Props<Row>, 'empty'> & { rows: Row[] }

function useVirtualRows<Row extends { id: string }>({
  rows,
  heights,
  list: { hash, place },
}: RowsProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null)
  const activeNow = useRef(-1)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.id ?? index,
    estimateSize: () => (isPhone() ? heights.card : heights.row),
    overscan: OVERSCAN,
    scrollPaddingStart: HEAD_HEIGHT,
    initialOffset: place.top,
    initialMeasurementsCache: place.sizes,
    useFlushSync: false,
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range)
      const active = activeNow.current
      if (active < 0 || active >= rows.length || indexes.includes(active)) return indexes
      return [...indexes, active].sort((a, b) => a - b)
    },
  })
  const { startIndex: first, endIndex: last } = virtual.range ?? {}
  if (first !== undefined && last !== undefined) place.inView = { first, last }
  useLayoutEffect(
    () => () => {
      place.top = virtual.scrollOffset ?? 0
      place.sizes = virtual.takeSnapshot()
    },
    [place, virtual],
  )
  const shownHash = useRef(hash)
  useEffect(() => {
    // Another list is looked at from its top.
    if (shownHash.current !== hash) scroller.current?.scrollTo(0, 0)
    shownHash.current = hash
  }, [hash])
  return { scroller, virtual, activeNow, last: last ?? 0 }
}

/** Asks for the next page a while before the end of what is loaded is in view. */
function useNextPage<Row extends { id: string }>(list: List<Row>, isNearEnd: boolean) {
  const { hasNextPage, isFetchingNextPage, isPlaceholderData, isFetchNextPageError, fetchNextPage } = list
  const asksNext =
    isNearEnd && hasNextPage && !isFetchingNextPage && !isPlaceholderData && !isFetchNextPageError
  useEffect(() => {
    if (asksNext) void fetchNextPage()
  }, [asksNext, fetchNextPage])
}

function Rows<Row extends { id: string }>(props: RowsProps<Row>) {
  const { list, rows, what, columns, order, nameOf, selection } = props
  const { scroller, virtual, activeNow, last } = useVirtualRows(props)
  const { activeIndex, setActiveId } = useRowKeys({
    ...{ table: scroller, rows, selection, place: list.place },
    scrollTo: virtual.scrollToIndex,
  })
  activeNow.current = activeIndex
  useNextPage(list, last >= rows.length - ASK_BEFORE)
  return (
    <div className="table-card table-scroll" ref={scroller} aria-busy={list.isPlaceholderData}>
      {/* As high while rows change places, or the browser would cut what it has just scrolled by. */}
      <div style={{ minHeight: virtual.getTotalSize() + HEAD_HEIGHT }}>
        <table
          className="data-table"
          style={{ '--table-width': `${widthOf(columns, selection)}px` } as CSSProperties}
          aria-label={what}
          aria-rowcount={list.hasNextPage ? -1 : rows.length + 1}
        >
          <colgroup>
            {selection && <col style={{ width: PICK_WIDTH }} />}
            {columns.map((column) => (
              <col key={column.id} style={{ width: column.width }} />
            ))}
          </colgroup>
          <TableHead columns={columns} order={order} rows={rows} selection={selection} />
          <DrawnRows {...{ virtual, rows, columns, nameOf, selection }} onFocus={setActiveId} />
        </table>
      </div>
      {list.isFetchingNextPage && (
        <p className="list-more" role="status">
          <span className="spinner" aria-hidden="true" />
          Loading more {what}…
        </p>
      )}
    </div>
  )
}

const widthOf = (columns: readonly { width: number }[], selection: Selection | undefined) =>
  columns.reduce((sum, column) => sum + column.width, selection ? PICK_WIDTH : 0)

type DrawnProps<Row extends { id: string }> = Pick<
  RowsProps<Row>,
  'rows' | 'columns' | 'nameOf' | 'selection'
> & { virtual: ReturnType<typeof useVirtualRows>['virtual']; onFocus: (id: string) => void }

/** The rows of the screen and those around, with gaps as high as the others. */
function DrawnRows<Row extends { id: string }>(props: DrawnProps<Row>) {
  const { virtual, rows, columns, nameOf, selection, onFocus } = props
  let end = 0
  return (
    <tbody>
      {virtual.getVirtualItems().map((item) => {
        const row = rows[item.index] as Row
        const gap = item.start - end
        end = item.end
        return (
          <Fragment key={row.id}>
            {gap > 0 && <Gap height={gap} />}
            <TableRow
              {...{ row, columns, onFocus }}
              index={item.index}
              name={nameOf(row)}
              isSelected={selection?.ids.has(row.id) ?? false}
              toggle={selection?.toggle}
              extend={selection?.extend}
              measure={virtual.measureElement}
            />
          </Fragment>
        )
      })}
      {end < virtual.getTotalSize() && <Gap height={virtual.getTotalSize() - end} />}
    </tbody>
  )
}

/** As high as the rows that are not drawn. */
const Gap = ({ height }: { height: number }) => (
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without anything cannot have the focus
  <tr className="gap" aria-hidden="true">
    <td style={{ height }} />
  </tr>
)
