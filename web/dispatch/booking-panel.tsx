import type { LayerSpecification, MapLibreMap } from 'maplibre-gl'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { BookingDetail } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { Actions } from '../bookings/actions.tsx'
import { Decisions } from '../bookings/decisions.tsx'
import { DriverFacts, HaulFacts } from '../bookings/facts.tsx'
import { Price } from '../bookings/price.tsx'
import { Proof } from '../bookings/proof.tsx'
import { Timeline } from '../bookings/timeline.tsx'
import { useBooking } from '../bookings/use-booking.ts'
import { themeColour } from '../map/theme-colours.ts'
import { BookingBadge } from '../shared/badge.tsx'
import { boundsOf } from '../shared/bounds.ts'
import { shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { Time } from '../shared/time.tsx'
import { Candidates } from './candidates.tsx'
import { Panel } from './panel.tsx'
import { trailOf } from './trail-of.ts'
import { lineOf, useFeatures } from './use-features.ts'
import { useTrail } from './use-trail.ts'

const FIT = { padding: 60, maxZoom: 14 }

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
  useOnMap(map, booking)
  return (
    <>
      <div className="panel-top">
        <span className="muted">
          booked <Time iso={createdAt} />
        </span>
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

const layersOf = (source: string): LayerSpecification[] => [
  {
    id: source,
    type: 'line',
    source,
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': themeColour('haul'), 'line-width': 3, 'line-dasharray': [1, 1.8] },
  },
]

/** The haul stands out among the others, with the way that its driver has come; once, the map goes where it is. */
function useOnMap(map: MapLibreMap | null, booking: BookingDetail) {
  const { pickup, stops, dropoff } = booking
  useTrail(map, trailOf(booking))
  // The places never change, their objects do with each answer.
  const places = JSON.stringify([pickup, ...stops, dropoff].map(({ lat, lng }) => ({ lat, lng })))
  const features = useMemo(() => [lineOf(JSON.parse(places))], [places])
  useFeatures(map, 'chosen', layersOf, features)
  const isFramed = useRef(false)
  useEffect(() => {
    const whole = boundsOf(JSON.parse(places))
    if (!map || !whole || isFramed.current) return
    isFramed.current = true
    const [west, south, east, north] = whole
    const view = map.getBounds()
    if (!view.contains([west, south]) || !view.contains([east, north])) map.fitBounds(whole, FIT)
  }, [map, places])
}
