import { call } from '../api/client.ts'
import { saveCsv } from '../api/save-csv.ts'
import type { Booking } from '../api/types.ts'
import { Link, useAddress, useTitle } from '../app/router.tsx'
import { useCity } from '../live/live.tsx'
import { choice, Filters, oneOf } from '../shared/filters.tsx'
import { shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { Empty } from '../shared/states.tsx'
import { DayFilter, dayIn, startOf } from '../shared/table/day-filter.tsx'
import { ListPage } from '../shared/table/list-page.tsx'
import { useList } from '../shared/table/use-list.ts'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { BOOKING_ACTIONS } from './booking-actions.tsx'
import { BOOKING_COLUMNS } from './booking-columns.tsx'
import { BOOKING_STATES, lookOf } from './booking-states.ts'
import { MarketFilter } from './market-filter.tsx'

const PAGE_SIZE = 200
const HEIGHTS = { row: 52, card: 128 }
const CHOICES = [
  choice('status', 'Status', BOOKING_STATES, (state) => lookOf(state).label),
  choice('vehicleClass', 'Class', VEHICLE_CLASSES, vehicleClassLabel),
]
const MARKET = /^[\da-f]{15}$/

/** What the address asks for, as it says it and as the server is asked for it. */
function useAsked() {
  const { query } = useAddress()
  const status = oneOf(BOOKING_STATES, query.get('status'))
  const vehicleClass = oneOf(VEHICLE_CLASSES, query.get('vehicleClass'))
  const market = query.get('market')?.match(MARKET)?.[0]
  const q = query.get('q') ?? ''
  const from = dayIn(query.get('from'))
  const to = dayIn(query.get('to'))
  const values = {
    ...{ status: status ?? ('' as const), vehicleClass: vehicleClass ?? '', market: market ?? '' },
    ...{ from, to, q },
  }
  const asked = {
    ...(status && { status }),
    ...(vehicleClass && { vehicleClass }),
    ...(market && { market }),
    ...(from && { from: startOf(from) }),
    ...(to && { to: startOf(to, 1) }),
    ...(q && { q }),
  }
  return { values, asked }
}

export default function BookingsPage() {
  useTitle('Bookings')
  const { values, asked } = useAsked()
  const list = useList<Booking>({
    name: 'bookings',
    asked,
    read: (cursor) =>
      call('get', '/v1/bookings', { query: { limit: PAGE_SIZE, ...asked, ...(cursor && { cursor }) } }),
    readOne: (id) => call('get', '/v1/bookings/:id', { params: { id } }),
  })
  return (
    <ListPage
      title="Bookings"
      what={['booking', 'bookings']}
      list={list}
      columns={BOOKING_COLUMNS}
      heights={HEIGHTS}
      nameOf={({ id }) => shortId(id)}
      actions={BOOKING_ACTIONS}
      saveCsv={(watch) => saveCsv('/v1/bookings', { query: asked }, 'bookings.csv', watch)}
      filters={
        <Filters path="/bookings" choices={CHOICES} values={values} placeholder="Search address or booking">
          <MarketFilter values={values} />
          <DayFilter path="/bookings" name="from" label="From" values={values} />
          <DayFilter path="/bookings" name="to" label="To" values={values} />
        </Filters>
      }
      tools={list.rows && <Newer rows={list.rows} asked={asked} onShow={() => list.restart.mutate()} />}
      empty={<NoBookings values={values} />}
    />
  )
}

type NewerProps = { rows: Booking[]; asked: ReturnType<typeof useAsked>['asked']; onShow: () => void }

/** Bookings that came after the list was read; they come in when asked for, not under the pointer. */
function Newer({ rows, asked: { status, vehicleClass, market, to, q }, onShow }: NewerProps) {
  const { bookings } = useCity()
  const first = rows[0]?.id ?? ''
  const fits = ({ state, vehicleClass: its }: Booking) =>
    (!status || state === status) && (!vehicleClass || its === vehicleClass)
  // What only the server can tell of a booking is not guessed.
  const isTold = !market && !to && !q
  const count = isTold ? bookings.filter((booking) => booking.id > first && fits(booking)).length : 0
  return (
    <button type="button" className="newer" hidden={count === 0} onClick={onShow}>
      <Icon name="refresh" />
      Show {count} new
    </button>
  )
}

function NoBookings({ values: { status, ...others } }: { values: ReturnType<typeof useAsked>['values'] }) {
  const isFilteredMore = Object.values(others).some((value) => value !== '')
  if (!status && !isFilteredMore)
    return (
      <Empty icon="box" title="No bookings yet">
        Those that customers make are shown here.
      </Empty>
    )
  const title =
    status && !isFilteredMore
      ? `No booking is ${lookOf(status).label.toLowerCase()}`
      : 'No booking fits these filters'
  return (
    <Empty icon="box" title={title}>
      <Link href="/bookings">Show all bookings</Link>
    </Empty>
  )
}
