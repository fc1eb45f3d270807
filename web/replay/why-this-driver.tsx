import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { Link } from '../app/router.tsx'
import { Decisions } from '../bookings/decisions.tsx'
import { clockTime } from '../shared/format.ts'
import { ErrorNotice, Loading } from '../shared/states.tsx'
import { MomentContext } from '../shared/time.tsx'
import type { ReplayClock } from './replay-clock.ts'
import { useOfMoment } from './use-moment.ts'

type Props = { bookingId: string; clock: ReplayClock; hourMs: number }

/** Every round of a booking's search, without leaving the hour; ages count from the moment that is looked at. */
export function WhyThisDriver({ bookingId, clock, hourMs }: Props) {
  const momentMs = hourMs + useOfMoment(clock, Math.floor) * 1_000
  const booking = useQuery({
    queryKey: ['booking', bookingId],
    queryFn: () => call('get', '/v1/bookings/:id', { params: { id: bookingId } }),
  })
  return (
    <div className="dialog-body">
      {booking.isPending && <Loading what="the booking" />}
      {booking.error && (
        <ErrorNotice
          error={booking.error}
          onRetry={() => void booking.refetch()}
          isRetrying={booking.isFetching}
        />
      )}
      {booking.data && (
        <MomentContext value={momentMs}>
          <p className="muted">As seen from {clockTime(new Date(momentMs).toISOString())}.</p>
          <Decisions id={bookingId} driver={booking.data.driver} />
        </MomentContext>
      )}
      <Link className="button" href={`/bookings/${bookingId}`}>
        Open the booking
      </Link>
    </div>
  )
}
