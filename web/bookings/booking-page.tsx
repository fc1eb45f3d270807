import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { call } from '../api/client.ts'
import type { BookingDetail } from '../api/types.ts'
import { Link, useTitle } from '../app/router.tsx'
import { useLive } from '../live/live.tsx'
import { BookingBadge } from '../shared/badge.tsx'
import { money, shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice, Loading } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'
import { AssignDialog } from './assign-dialog.tsx'
import { lookOf } from './booking-states.ts'
import { CancelDialog } from './cancel-dialog.tsx'
import { Decisions } from './decisions.tsx'
import { DriverFacts, HaulFacts } from './facts.tsx'
import { Progress } from './progress.tsx'
import { Timeline } from './timeline.tsx'

const BookingMap = lazy(() => import('./booking-map.tsx'))

export default function BookingPage({ id }: { id: string }) {
  useTitle(`Booking ${shortId(id)}`)
  const { connection } = useLive()
  // Each move comes over the socket, which has the query read again.
  useEffect(() => connection.want({ topic: `booking:${id}` }), [connection, id])
  const booking = useQuery({
    queryKey: ['booking', id],
    queryFn: () => call('get', '/v1/bookings/:id', { params: { id } }),
  })
  const { data } = booking
  return (
    <div className="page">
      <Link href="/bookings" className="back">
        <Icon name="arrowLeft" />
        All bookings
      </Link>
      {booking.error && (
        <ErrorNotice
          title="The booking could not be read"
          error={booking.error}
          onRetry={() => void booking.refetch()}
          isRetrying={booking.isFetching}
        />
      )}
      {booking.isPending && <Loading what="the booking" />}
      {data && <Booking booking={data} />}
    </div>
  )
}

function Booking({ booking }: { booking: BookingDetail }) {
  return (
    <>
      <header className="page-head">
        <h1>
          Booking <span className="id">{shortId(booking.id)}</span>
        </h1>
        <BookingBadge state={booking.state} />
        <span className="muted">
          booked <Time iso={booking.createdAt} />
        </span>
        <Actions booking={booking} />
      </header>
      <Progress booking={booking} />
      <div className="booking-grid">
        <div className="booking-main">
          <section className="card booking-map" aria-label="Where it is">
            <Suspense fallback={<Loading what="the map" />}>
              <BookingMap booking={booking} />
            </Suspense>
          </section>
          <Decisions id={booking.id} driver={booking.driver} />
        </div>
        <div className="booking-side">
          <DriverFacts booking={booking} />
          <HaulFacts booking={booking} />
          <Price booking={booking} />
          <Timeline booking={booking} />
        </div>
      </div>
    </>
  )
}

function Actions({ booking }: { booking: BookingDetail }) {
  const [open, setOpen] = useState<'assign' | 'cancel' | null>(null)
  const close = () => setOpen(null)
  return (
    <div className="actions">
      {booking.state === 'searching' && (
        <button type="button" onClick={() => setOpen('assign')}>
          <Icon name="user" />
          Assign a driver
        </button>
      )}
      {lookOf(booking.state).isCancellable && (
        <button type="button" className="danger" onClick={() => setOpen('cancel')}>
          <Icon name="close" />
          Cancel booking
        </button>
      )}
      {open === 'assign' && <AssignDialog booking={booking} onClose={close} />}
      {open === 'cancel' && <CancelDialog booking={booking} onClose={close} />}
    </div>
  )
}

function Price({ booking }: { booking: BookingDetail }) {
  const { breakdown, price, waitingFee, total, state } = booking
  const isHauled = state !== 'cancelled' && state !== 'unfulfilled'
  return (
    <section className="card">
      <h2>Price</h2>
      <table className="plain">
        <tbody>
          {breakdown.map(({ code, label, amount }) => (
            <tr key={code}>
              <td>{label}</td>
              <td className="number">{money({ ...price, amount })}</td>
            </tr>
          ))}
          {waitingFee.amount > 0 && (
            <tr>
              <td>Waiting at the pickup</td>
              <td className="number">{money(waitingFee)}</td>
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{isHauled ? 'Total' : 'To pay instead'}</th>
            <td className="number">{money(total)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  )
}
