import type { MapLibreMap } from 'maplibre-gl'
import { useState } from 'react'
import type { BookingDetail } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { Actions } from '../bookings/actions.tsx'
import { Decisions } from '../bookings/decisions.tsx'
import { DriverFacts, HaulFacts } from '../bookings/facts.tsx'
import { Price } from '../bookings/price.tsx'
import { Proof } from '../bookings/proof.tsx'
import { Timeline } from '../bookings/timeline.tsx'
import { useBooking } from '../bookings/use-booking.ts'
import { replayAddress } from '../replay/hour.ts'
import { BookingBadge } from '../shared/badge.tsx'
import { shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { Time } from '../shared/time.tsx'
import { Candidates } from './candidates.tsx'
import { Panel } from './panel.tsx'
import { trailOf } from './trail-of.ts'
import { useTrail } from './use-trail.ts'

type Props = { id: string; map: MapLibreMap | null; onClose: () => void }

/** A booking beside the map: everything about it, and what can be done. */
export function BookingPanel({ id, map, onClose }: Props) {
  const booking = useBooking(id)
  const { data } = booking
  return (
    <Panel
      what="booking"
      query={booking}
      onClose={onClose}
      title={
        <>
          Booking <span className="id">{shortId(id)}</span>
        </>
      }
      badge={data && <BookingBadge state={data.state} />}
    >
      {data && <Shown booking={data} map={map} />}
    </Panel>
  )
}

function Shown({ booking, map }: { booking: BookingDetail; map: MapLibreMap | null }) {
  const { id, driver, createdAt } = booking
  const [isAssigning, setAssigning] = useState(false)
  useTrail(map, trailOf(booking))
  return (
    <>
      <div className="panel-top">
        <span className="muted">
          booked <Time iso={createdAt} />
        </span>
        <Link href={replayAddress(Date.parse(createdAt), { booking: id })}>Replay this</Link>
        <Link href={`/bookings/${id}`}>
          Whole page
          <Icon name="arrowRight" />
        </Link>
        <Actions
          booking={booking}
          isAssigning={isAssigning}
          onAssign={() => setAssigning((isShown) => !isShown)}
        />
      </div>
      {isAssigning && (
        <Candidates
          map={map}
          booking={booking}
          from={driver && { id: driver.id, name: driver.firstName }}
          onClose={() => setAssigning(false)}
        />
      )}
      <DriverFacts booking={booking} />
      <HaulFacts booking={booking} />
      <Proof booking={booking} />
      <Timeline booking={booking} />
      <Decisions id={id} driver={driver} />
      <Price booking={booking} />
    </>
  )
}
