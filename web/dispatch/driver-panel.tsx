import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Driver, MapDriver } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { useLiveDriver } from '../live/use-live-driver.ts'
import { ApprovalBadge, DriverBadge } from '../shared/badge.tsx'
import { shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { Time } from '../shared/time.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { DriverActions } from './driver-actions.tsx'
import { Reliability, Today } from './driver-record.tsx'
import { Panel } from './panel.tsx'
import { mapAddress, useList } from './panel-address.ts'
import { phoneHref } from './phone-href.ts'

const AGAIN_MS = 10_000

type Props = {
  id: string
  onClose: () => void
  onShowPlace: (place: { lat: number; lng: number }) => void
}

/** A driver beside the map: how they are, what they drive, how reliable they are, and what can be done. */
export function DriverPanel({ id, onClose, onShowPlace }: Props) {
  const known = useQuery({
    queryKey: ['driver', id],
    queryFn: () => call('get', '/v1/drivers/:id', { params: { id } }),
    refetchInterval: AGAIN_MS,
  })
  const live = useLiveDriver(id)
  const { data } = known
  const place = live ?? data?.place ?? null
  // The socket is ahead of the list.
  const driver = data && { ...data, ...(live && { status: live.status, bookingId: live.bookingId }) }
  return (
    <Panel
      what="driver"
      query={known}
      onClose={onClose}
      title={data?.name ?? 'Driver'}
      badge={driver && <DriverBadge driver={driver} />}
    >
      {driver && (
        <>
          <div className="panel-top">
            <Link href={`/drivers/${id}`}>
              Whole page
              <Icon name="arrowRight" />
            </Link>
            <DriverActions driver={driver} place={place} onShowPlace={onShowPlace} />
          </div>
          <Facts driver={driver} place={place} />
          <Today id={id} />
          <Reliability id={id} />
        </>
      )}
    </Panel>
  )
}

function Haul({ id }: { id: string }) {
  const list = useList()
  return (
    <Link href={mapAddress(list, { booking: id })} className="id">
      {shortId(id)}
    </Link>
  )
}

const Facts = ({ driver, place }: { driver: Driver; place: MapDriver | null }) => (
  <section className="card">
    <h2>Driver</h2>
    <dl className="facts">
      <dt>Booking</dt>
      <dd>{driver.bookingId ? <Haul id={driver.bookingId} /> : 'None'}</dd>
      {driver.nextBookingId && (
        <>
          <dt>Next</dt>
          <dd>
            <Haul id={driver.nextBookingId} />
          </dd>
        </>
      )}
      <dt>Vehicle</dt>
      <dd>
        {driver.vehicle ?? 'None'}
        <span className="muted"> · {vehicleClassLabel(driver.vehicleClass)}</span>
      </dd>
      <dt>Phone</dt>
      <dd>
        <a href={phoneHref(driver.phone)}>{driver.phone}</a>
      </dd>
      <dt>Rating</dt>
      <dd>{driver.rating === null ? 'Not rated' : `${driver.rating.toFixed(2)} of 5`}</dd>
      <dt>Approval</dt>
      <dd>
        <ApprovalBadge approval={driver.approval} />
      </dd>
      <dt>Last seen</dt>
      <dd>{place ? <Time iso={place.recordedAt} /> : 'Not yet'}</dd>
    </dl>
  </section>
)
