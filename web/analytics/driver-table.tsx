import { useInfiniteQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Answer, Input } from '../api/routes.ts'
import { saveCsv, type Watch } from '../api/save-csv.ts'
import { Link, useAddress } from '../app/router.tsx'
import { Filters, oneOf } from '../shared/filters.tsx'
import { duration, kilometres, money } from '../shared/format.ts'
import { Empty, ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { exact, NOTHING } from './format-figure.ts'
import { SaveButton } from './save-button.tsx'
import { change, fileName, periodQuery, type View } from './view.ts'

type Row = Answer<'get', '/v1/analytics/drivers'>['items'][number]
const PAGE_SIZE = 25
/** As many as the API gives at once. */
const SAVED_MAX = 200
type Sort = NonNullable<NonNullable<Input<'get', '/v1/analytics/drivers'>['query']>['sort']>

const share = (value: number | null) => exact({ unit: 'share', currency: null, value })
const COLUMNS: readonly { sort: Sort; label: string; cell: (row: Row) => string }[] = [
  { sort: 'hauls', label: 'Hauls', cell: ({ hauls }) => String(hauls) },
  { sort: 'distanceM', label: 'Distance', cell: ({ distanceM }) => kilometres(distanceM) },
  {
    sort: 'revenue',
    label: 'Revenue',
    cell: ({ revenue, currency }) => (currency ? money({ amount: revenue, currency }) : NOTHING),
  },
  { sort: 'acceptanceRate', label: 'Accepted', cell: (row) => share(row.acceptanceRate) },
  { sort: 'onTimeShare', label: 'On time', cell: (row) => share(row.onTimeShare) },
  { sort: 'utilisation', label: 'Utilisation', cell: (row) => share(row.utilisation) },
  { sort: 'onlineS', label: 'Online', cell: ({ onlineS }) => duration(onlineS) },
  { sort: 'cancelled', label: 'Cancelled', cell: ({ cancelled }) => String(cancelled) },
  { sort: 'handBacks', label: 'Handed back', cell: ({ handBacks }) => String(handBacks) },
]
const SORTS = COLUMNS.map(({ sort }) => sort)

function useDrivers(view: View) {
  const { query } = useAddress()
  const sort = oneOf(SORTS, query.get('sort')) ?? 'hauls'
  const order = oneOf(['asc', 'desc'], query.get('order')) ?? 'desc'
  const q = query.get('q') ?? ''
  const asked = { ...periodQuery(view.span), sort, order, ...(q && { q }) } as const
  const drivers = useInfiniteQuery({
    queryKey: ['analytics', 'drivers', asked],
    queryFn: ({ pageParam }) =>
      call('get', '/v1/analytics/drivers', {
        query: { ...asked, limit: PAGE_SIZE, ...(pageParam && { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: (before) => before,
  })
  return { drivers, sort, order, q, asked }
}

/** What each driver did in the period, of all markets and classes. */
export function DriverTable({ view }: { view: View }) {
  const { drivers, sort, order, q, asked } = useDrivers(view)
  const rows = drivers.data?.pages.flatMap(({ items }) => items)
  const save = (watch: Watch) =>
    saveCsv(
      '/v1/analytics/drivers',
      { query: { ...asked, limit: SAVED_MAX } },
      fileName('drivers', view),
      watch,
    )
  return (
    <section className="driver-performance" aria-labelledby="driver-performance">
      <header className="section-head">
        <h2 id="driver-performance">Drivers</h2>
        <span className="muted">in all markets and classes</span>
        <Filters path="/analytics" choices={[]} values={{ q }} placeholder="Search a driver’s name" />
        <div className="actions">
          <SaveButton what={`the first ${SAVED_MAX} drivers`} save={save} isDisabled={!rows?.length} />
        </div>
      </header>
      {drivers.error && (
        <ErrorNotice
          title="The drivers could not be read"
          error={drivers.error}
          onRetry={() => void drivers.refetch()}
          isRetrying={drivers.isFetching}
        />
      )}
      {drivers.isPending && <LoadingRows what="drivers" />}
      {rows && (
        <div className="table-card" aria-busy={drivers.isPlaceholderData}>
          {rows.length === 0 ? (
            <Empty
              icon="user"
              title={q ? `No driver is called “${q}”` : 'No driver was on duty in this period'}
            >
              {q ? 'Search for another name.' : 'Who goes on duty is shown here at once.'}
            </Empty>
          ) : (
            <Table rows={rows} sort={sort} order={order} />
          )}
        </div>
      )}
      {drivers.hasNextPage && (
        <div className="pager">
          <button
            type="button"
            disabled={drivers.isFetchingNextPage}
            onClick={() => void drivers.fetchNextPage()}
          >
            {drivers.isFetchingNextPage ? 'Loading…' : `Show ${PAGE_SIZE} more`}
          </button>
        </div>
      )}
    </section>
  )
}

type TableProps = { rows: readonly Row[]; sort: Sort; order: 'asc' | 'desc' }
const Table = ({ rows, sort, order }: TableProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
  <section className="scroll" aria-label="Table of drivers" tabIndex={0}>
    <table className="driver-rows">
      <thead>
        <tr>
          <th scope="col">Driver</th>
          {COLUMNS.map((column) => (
            <Head key={column.sort} {...column} sorted={column.sort === sort ? order : undefined} />
          ))}
          <th scope="col" className="number">
            Rating
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.driverId} ${row.currency}`}>
            <th scope="row">
              <Link href={`/drivers/${row.driverId}`}>{row.name}</Link>
            </th>
            {COLUMNS.map(({ sort: name, cell }) => (
              <td key={name} className="number">
                {cell(row)}
              </td>
            ))}
            <td className="number">{row.rating === null ? NOTHING : row.rating.toFixed(2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)

type HeadProps = { sort: Sort; label: string; sorted: 'asc' | 'desc' | undefined }
/** Sorts by its column, from the most; again, from the least. */
const Head = ({ sort, label, sorted }: HeadProps) => (
  <th scope="col" className="number" aria-sort={sorted && (sorted === 'asc' ? 'ascending' : 'descending')}>
    <button
      type="button"
      className="quiet sort"
      data-sorted={sorted}
      onClick={() => change({ sort, order: sorted === 'desc' ? 'asc' : 'desc' })}
    >
      {label}
    </button>
  </th>
)
