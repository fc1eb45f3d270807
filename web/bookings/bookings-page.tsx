import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call, withQuery } from '../api/client.ts'
import { BOOKING_STATES, type Booking, type Page } from '../api/types.ts'
import { Link, navigate, useAddress } from '../app/router.tsx'
import { kilometres, money, shortId, time } from '../shared/format.ts'
import { Badge, Empty, ErrorNotice, Loading, words } from '../shared/states.tsx'

const POLL_MS = 5_000
const PAGE_SIZE = '50'

export function BookingsPage() {
  const { query } = useAddress()
  const status = query.get('status') ?? ''
  const cursor = query.get('cursor') ?? ''
  const list = useQuery({
    queryKey: ['bookings', status, cursor],
    queryFn: () =>
      call<Page<Booking>>('GET', withQuery('/v1/bookings', { status, cursor, limit: PAGE_SIZE })),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  })
  const items = list.data?.items ?? []
  const next = list.data?.nextCursor
  return (
    <div className="page">
      <div className="row spread">
        <h1>Bookings</h1>
        <label>
          Status
          <select
            value={status}
            onChange={(event) => navigate(withQuery('/bookings', { status: event.target.value }))}
          >
            <option value="">All</option>
            {BOOKING_STATES.map((state) => (
              <option key={state} value={state}>
                {words(state)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {list.error && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading what="bookings" />}
      {list.data && (
        <div className="card scroll">
          {items.length === 0 ? (
            <Empty text={status ? `No booking is ${words(status)}.` : 'Nobody has booked yet.'} />
          ) : (
            <Table items={items} />
          )}
        </div>
      )}
      <div className="row">
        {cursor && <Link href={withQuery('/bookings', { status })}>Newest</Link>}
        {next && <Link href={withQuery('/bookings', { status, cursor: next })}>Older</Link>}
      </div>
    </div>
  )
}

const Table = ({ items }: { items: Booking[] }) => (
  <table>
    <thead>
      <tr>
        <th>Booking</th>
        <th>Status</th>
        <th>Vehicle</th>
        <th>From, to</th>
        <th className="number">Distance</th>
        <th className="number">Price</th>
        <th>Booked</th>
      </tr>
    </thead>
    <tbody>
      {items.map((booking) => (
        <tr key={booking.id}>
          <td>
            <Link href={`/bookings/${booking.id}`}>{shortId(booking.id)}</Link>
          </td>
          <td>
            <Badge state={booking.state} />
          </td>
          <td>{words(booking.vehicleClass)}</td>
          <td>
            {booking.pickup.address} → {booking.dropoff.address}
          </td>
          <td className="number">{kilometres(booking.distanceM)}</td>
          <td className="number">{money(booking.price)}</td>
          <td>{time(booking.createdAt)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)
