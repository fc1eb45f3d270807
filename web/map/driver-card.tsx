import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../api/client.ts'
import type { MapDriver } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { driverState } from '../live/city-store.ts'
import { useLive } from '../live/live.tsx'
import { sentence, shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice, Loading } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'

const LABELS = { available: 'Available', busy: 'On a haul', paused: 'Paused' } as const

/** The driver's latest place as the socket tells it. */
function useDriverPlace(id: string): MapDriver | undefined {
  const { city } = useLive()
  const [driver, setDriver] = useState(() => city.drivers.get(id))
  useEffect(
    () =>
      city.onDrivers(({ changed, gone }) => {
        if (gone.includes(id)) setDriver(undefined)
        const now = changed.find((each) => each.id === id)
        if (now) setDriver(now)
      }),
    [city, id],
  )
  return driver
}

type Props = { id: string; onClose: () => void; onShowPlace: (place: { lat: number; lng: number }) => void }

export function DriverCard({ id, onClose, onShowPlace }: Props) {
  const known = useQuery({
    queryKey: ['driver', id],
    queryFn: () => call('get', '/v1/drivers/:id', { params: { id } }),
  })
  const place = useDriverPlace(id) ?? known.data?.place
  const state = place ? driverState(place) : null
  const { data } = known
  return (
    <section aria-label="Driver" className="driver-card">
      <header>
        <h2>{data?.name ?? 'Driver'}</h2>
        <button type="button" className="quiet icon-only" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {known.error && (
        <ErrorNotice
          title="The driver could not be read"
          error={known.error}
          onRetry={() => void known.refetch()}
          isRetrying={known.isFetching}
        />
      )}
      {known.isPending && <Loading what="the driver" />}
      {data && (
        <dl className="facts">
          <dt>State</dt>
          <dd>
            <span
              className={`badge ${state === 'busy' ? 'busy' : state === 'available' ? 'good' : 'neutral'}`}
            >
              <Icon name={state === 'busy' ? 'truck' : state === 'available' ? 'check' : 'pause'} />
              {state ? LABELS[state] : 'Off duty'}
            </span>
          </dd>
          {place?.bookingId && (
            <>
              <dt>Booking</dt>
              <dd>
                <Link href={`/bookings/${place.bookingId}`} className="id">
                  {shortId(place.bookingId)}
                </Link>
              </dd>
            </>
          )}
          <dt>Vehicle</dt>
          <dd>
            {data.vehicle ?? 'None'}
            {place && <span className="muted"> · {vehicleClassLabel(place.vehicleClass)}</span>}
          </dd>
          <dt>Phone</dt>
          <dd>
            <a href={`tel:${data.phone.replace(/\s/g, '')}`}>{data.phone}</a>
          </dd>
          <dt>Approval</dt>
          <dd>{sentence(data.approval)}</dd>
          <dt>Last seen</dt>
          <dd>{place ? <Time iso={place.recordedAt} /> : 'Not yet'}</dd>
        </dl>
      )}
      {place && (
        <button type="button" onClick={() => onShowPlace(place)}>
          <Icon name="pin" />
          Show on the map
        </button>
      )}
    </section>
  )
}
