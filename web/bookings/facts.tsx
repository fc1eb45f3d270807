import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { BookingDetail } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { phoneHref } from '../dispatch/phone-href.ts'
import { duration, kilometres, minutes, money } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { Empty } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { lookOf } from './booking-states.ts'

type Props = { booking: BookingDetail }
type Place = BookingDetail['pickup']

const Stop = ({ kind, label, place }: { kind: string; label: string; place: Place }) => (
  <li className={kind}>
    <span className="muted">{label}</span>
    <b>{place.address}</b>
    {place.contact && (
      <span>
        {place.contact.name}, <a href={`tel:${place.contact.phone}`}>{place.contact.phone}</a>
      </span>
    )}
  </li>
)

export const HaulFacts = ({ booking }: Props) => (
  <section className="card">
    <h2>Haul</h2>
    <ol className="stops">
      <Stop kind="pickup" label="Pickup" place={booking.pickup} />
      {booking.stops.map((stop, i) => (
        <Stop key={`${stop.lat} ${stop.lng}`} kind="stop" label={`Stop ${i + 1}`} place={stop} />
      ))}
      <Stop kind="dropoff" label="Drop-off" place={booking.dropoff} />
    </ol>
    <dl className="facts">
      <dt>Vehicle</dt>
      <dd>{vehicleClassLabel(booking.vehicleClass)}</dd>
      <dt>Distance</dt>
      <dd>{kilometres(booking.distanceM)}</dd>
      <dt>On the road</dt>
      <dd>about {minutes(booking.durationS)}</dd>
      <dt>Paid</dt>
      <dd>{booking.paymentMethod === 'cash' ? 'in cash to the driver' : 'by invoice'}</dd>
      {booking.scheduledFor && (
        <>
          <dt>Scheduled</dt>
          <dd>
            <Time iso={booking.scheduledFor} />
          </dd>
        </>
      )}
    </dl>
    {booking.cancellation && (
      <p className="notice">
        <Icon name="info" />
        <span>
          Cancelled by the {booking.cancellation.by}: {booking.cancellation.reason.replaceAll('_', ' ')}.{' '}
          {booking.cancellation.fee.amount > 0 ? `Fee ${money(booking.cancellation.fee)}.` : 'No fee.'}
        </span>
      </p>
    )}
  </section>
)

function whyNoDriver({ state, upcoming }: BookingDetail): string {
  if (upcoming) {
    const vehicle = upcoming.vehicle ? ` in ${upcoming.vehicle}` : ''
    return `${upcoming.firstName}${vehicle} comes after their current haul, in about ${duration(upcoming.etaS)}.`
  }
  if (state === 'searching') return 'The search is going on.'
  if (state === 'scheduled') return 'The search begins at its time.'
  return state === 'cancelled' ? 'No driver had taken it.' : 'No driver took it.'
}

/** What the arrival time is of. */
function nextPlace({ state, stops }: BookingDetail): string {
  if (state === 'assigned' || state === 'en_route_to_pickup') return 'pickup'
  return stops.some(({ reachedAt }) => reachedAt === null) ? 'next stop' : 'drop-off'
}

export function DriverFacts({ booking }: Props) {
  const { driver, position, etaS, state, rating } = booking
  if (!driver)
    return (
      <section className="card">
        <h2>Driver</h2>
        <Empty icon="user" title={booking.upcoming ? 'No driver yet' : 'No driver'}>
          {whyNoDriver(booking)}
        </Empty>
      </section>
    )
  return (
    <section className="card">
      <h2>Driver</h2>
      <dl className="facts">
        <dt>Name</dt>
        <dd>
          <Link href={`/?driver=${driver.id}`}>{driver.firstName}</Link>
          {driver.ratingAvg !== null && (
            <span className="muted">
              {' '}
              <Icon name="star" />
              {driver.ratingAvg.toFixed(1)}
            </span>
          )}
        </dd>
        <DriverPhone id={driver.id} />
        <dt>Vehicle</dt>
        <dd>{driver.vehicle ?? 'None'}</dd>
        {etaS !== null && !lookOf(state).isFinal && state !== 'delivered' && (
          <>
            <dt>At the {nextPlace(booking)}</dt>
            <dd>in {duration(etaS)}</dd>
          </>
        )}
        {position && (
          <>
            <dt>Last seen</dt>
            <dd>
              <Time iso={position.recordedAt} />
            </dd>
          </>
        )}
        {rating !== null && (
          <>
            <dt>Rated</dt>
            <dd>{rating} of 5</dd>
          </>
        )}
      </dl>
    </section>
  )
}

/** Where the driver is called; the booking itself does not tell. */
function DriverPhone({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['driver', id],
    queryFn: () => call('get', '/v1/drivers/:id', { params: { id } }),
  })
  return (
    <>
      <dt>Phone</dt>
      <dd>{data ? <a href={phoneHref(data.phone)}>{data.phone}</a> : '–'}</dd>
    </>
  )
}
