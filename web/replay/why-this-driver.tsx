import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { Link } from '../app/router.tsx'
import { Decisions } from '../bookings/decisions.tsx'
import { ErrorNotice, Loading } from '../shared/states.tsx'

/** Every round of a booking's search, without leaving the hour. */
export function WhyThisDriver({ bookingId }: { bookingId: string }) {
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
      {booking.data && <Decisions id={bookingId} driver={booking.data.driver} />}
      <Link className="button" href={`/bookings/${bookingId}`}>
        Open the booking
      </Link>
    </div>
  )
}
