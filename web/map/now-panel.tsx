import type { MapLibreMap } from 'maplibre-gl'
import { useState } from 'react'
import type { Booking } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { useCity } from '../live/live.tsx'
import { BookingBadge } from '../shared/badge.tsx'
import { shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { Empty, LoadingRows } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'
import { DriverCard } from './driver-card.tsx'

const SHOWN_MAX = 60

type Place = { lat: number; lng: number }
type Props = {
  map: MapLibreMap | null
  bookingId: string | null
  driverId: string | null
  onShowPlace: (place: Place) => void
  onCloseDriver: () => void
}

/** Beside the map: the driver who was chosen, or else the open bookings, those without a driver first. */
export function NowPanel({ driverId, onShowPlace, onCloseDriver }: Props) {
  return (
    <aside className="now">
      {driverId ? (
        <DriverCard key={driverId} id={driverId} onClose={onCloseDriver} onShowPlace={onShowPlace} />
      ) : (
        <OpenBookings onShowPlace={onShowPlace} />
      )}
    </aside>
  )
}

/** Searching first, the longest wait on top; then the others, the latest move on top. */
function ranked(bookings: readonly Booking[]): Booking[] {
  const isSearching = ({ state }: Booking) => state === 'searching'
  return [...bookings].sort((a, b) => {
    if (isSearching(a) !== isSearching(b)) return isSearching(a) ? -1 : 1
    return isSearching(a) ? a.id.localeCompare(b.id) : b.updatedAt.localeCompare(a.updatedAt)
  })
}

function OpenBookings({ onShowPlace }: { onShowPlace: (place: Place) => void }) {
  const { bookings, isFilled } = useCity()
  // Rows stay where they are while the pointer or the focus is among them.
  const [held, setHeld] = useState<readonly string[] | null>(null)
  const order = ranked(bookings)
  const byId = new Map(bookings.map((booking) => [booking.id, booking]))
  const shown = held ? held.flatMap((id) => byId.get(id) ?? []) : order.slice(0, SHOWN_MAX)
  const hold = () => setHeld((before) => before ?? order.slice(0, SHOWN_MAX).map(({ id }) => id))
  return (
    <section aria-label="List of open bookings" className="now-list">
      <header>
        <h2>Open bookings</h2>
        <span className="count">{isFilled ? bookings.length : ''}</span>
      </header>
      {!isFilled && <LoadingRows what="open bookings" rows={6} />}
      {isFilled && bookings.length === 0 && (
        <Empty icon="checks" title="All quiet">
          No booking is open.
        </Empty>
      )}
      <ul
        onPointerEnter={hold}
        onPointerLeave={() => setHeld(null)}
        onFocus={hold}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) setHeld(null)
        }}
      >
        {shown.map((booking) => (
          <li key={booking.id}>
            <Link href={`/bookings/${booking.id}`} className="now-row">
              <span className="now-row-head">
                <BookingBadge state={booking.state} />
                <span className="muted">
                  <Time iso={booking.state === 'searching' ? booking.createdAt : booking.updatedAt} />
                </span>
              </span>
              <span className="route">
                <span>{booking.pickup.address}</span>
                <span>{booking.dropoff.address}</span>
              </span>
            </Link>
            <button
              type="button"
              className="quiet icon-only"
              aria-label={`Show the pickup of ${shortId(booking.id)} on the map`}
              title="Show on the map"
              onClick={() => onShowPlace(booking.pickup)}
            >
              <Icon name="pin" />
            </button>
          </li>
        ))}
      </ul>
      {order.length > SHOWN_MAX && (
        <Link href="/bookings" className="more">
          {order.length - SHOWN_MAX} more in Bookings
        </Link>
      )}
    </section>
  )
}
