import { lazy, Suspense, useState } from 'react'
import type { BookingDetail } from '../api/types.ts'
import { Link, useTitle } from '../app/router.tsx'
import { replayAddress } from '../replay/hour.ts'
import { BackToList } from '../shared/back-to-list.tsx'
import { BookingBadge } from '../shared/badge.tsx'
import { shortId } from '../shared/format.ts'
import { ErrorNotice, Loading } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'
import { Actions } from './actions.tsx'
import { AssignDialog } from './assign-dialog.tsx'
import { Decisions } from './decisions.tsx'
import { DriverFacts, HaulFacts } from './facts.tsx'
import { Price } from './price.tsx'
import { Progress } from './progress.tsx'
import { Proof } from './proof.tsx'
import { Timeline } from './timeline.tsx'
import { useBooking } from './use-booking.ts'

const BookingMap = lazy(() => import('./booking-map.tsx'))

export default function BookingPage({ id }: { id: string }) {
  useTitle(`Booking ${shortId(id)}`)
  const booking = useBooking(id)
  const { data } = booking
  return (
    <div className="page">
      <BackToList path="/bookings" all="All bookings" />
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
  const [isAssigning, setAssigning] = useState(false)
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
        <Link href={`/?booking=${booking.id}`}>On the live map</Link>
        <Link href={replayAddress(Date.parse(booking.createdAt), { booking: booking.id })}>Replay this</Link>
        <Actions booking={booking} isAssigning={isAssigning} onAssign={() => setAssigning(true)} />
        {isAssigning && <AssignDialog booking={booking} onClose={() => setAssigning(false)} />}
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
          <Proof booking={booking} />
          <Price booking={booking} />
          <Timeline booking={booking} />
        </div>
      </div>
    </>
  )
}
