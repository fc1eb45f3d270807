import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { addressOf, call } from '../api/client.ts'
import type { Booking } from '../api/types.ts'
import { Link, useAddress, useTitle } from '../app/router.tsx'
import { useCity } from '../live/live.tsx'
import { BookingBadge } from '../shared/badge.tsx'
import { Choose, choice } from '../shared/filters.tsx'
import { kilometres, minutes, money, shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { itemsOf, ListRows } from '../shared/list-rows.tsx'
import { Pager } from '../shared/pager.tsx'
import { Empty } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { BOOKING_STATES, isBookingState, lookOf } from './booking-states.ts'

const PAGE_SIZE = 50
const STATUS = choice('status', 'Status', BOOKING_STATES, (state) => lookOf(state).label)

export function BookingsPage() {
  useTitle('Bookings')
  const { query } = useAddress()
  const asked = query.get('status') ?? ''
  const status = isBookingState(asked) ? asked : undefined
  const cursor = query.get('cursor') ?? undefined
  const list = useQuery({
    queryKey: ['bookings', status, cursor],
    queryFn: () =>
      call('get', '/v1/bookings', {
        query: { limit: PAGE_SIZE, ...(status && { status }), ...(cursor && { cursor }) },
      }),
    placeholderData: keepPreviousData,
  })
  const items = itemsOf(list)
  const next = list.data?.nextCursor
  return (
    <div className="page">
      <header className="page-head">
        <h1>Bookings</h1>
        <Choose path="/bookings" choice={STATUS} values={{ status: status ?? '' }} />
        {!cursor && items && <Newer items={items} status={status} onShow={() => void list.refetch()} />}
      </header>
      <ListRows
        list={list}
        what="bookings"
        empty={
          <Empty
            icon="box"
            title={status ? `No booking is ${lookOf(status).label.toLowerCase()}` : 'No bookings yet'}
          >
            {status ? (
              <Link href="/bookings">Show all bookings</Link>
            ) : (
              'Those that customers make are shown here.'
            )}
          </Empty>
        }
      >
        {(rows) => <Table items={rows} />}
      </ListRows>
      <Pager
        label="More bookings"
        newest={cursor && addressOf('/bookings', {}, { status })}
        older={next && addressOf('/bookings', {}, { status, cursor: next })}
      />
    </div>
  )
}

type NewerProps = { items: Booking[]; status: Booking['state'] | undefined; onShow: () => void }

/** Bookings that came after the list was read; they come in when asked for, not under the pointer. */
function Newer({ items, status, onShow }: NewerProps) {
  const { bookings } = useCity()
  const first = items[0]?.id ?? ''
  const count = bookings.filter(({ id, state }) => id > first && (!status || state === status)).length
  return (
    <button type="button" className="newer" hidden={count === 0} onClick={onShow}>
      <Icon name="refresh" />
      Show {count} new
    </button>
  )
}

const Table = ({ items }: { items: Booking[] }) => (
  <table className="stacking">
    <thead>
      <tr>
        <th scope="col">Booking</th>
        <th scope="col">Status</th>
        <th scope="col">From and to</th>
        <th scope="col">Vehicle</th>
        <th scope="col" className="number">
          Distance
        </th>
        <th scope="col" className="number">
          Price
        </th>
        <th scope="col">Booked</th>
      </tr>
    </thead>
    <tbody>
      {items.map((booking) => (
        <tr key={booking.id} data-booking={booking.id}>
          <td>
            <Link href={`/bookings/${booking.id}`} className="id">
              {shortId(booking.id)}
            </Link>
          </td>
          <td>
            <BookingBadge state={booking.state} />
          </td>
          <td className="route">
            <span title={booking.pickup.address}>{booking.pickup.address}</span>
            <span title={booking.dropoff.address}>{booking.dropoff.address}</span>
          </td>
          <td>{vehicleClassLabel(booking.vehicleClass)}</td>
          <td className="number" title={`About ${minutes(booking.durationS)} on the road`}>
            {kilometres(booking.distanceM)}
          </td>
          <td className="number">{money(booking.price)}</td>
          <td className="when">
            <Time iso={booking.createdAt} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)
