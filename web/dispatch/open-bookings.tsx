import { type KeyboardEvent, useRef } from 'react'
import type { Booking } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { useCity } from '../live/live.tsx'
import { BookingBadge } from '../shared/badge.tsx'
import { shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { Empty, LoadingRows } from '../shared/states.tsx'
import { Time } from '../shared/time.tsx'
import { moveFocus } from './move-focus.ts'
import { mapAddress } from './panel-address.ts'
import { useHeldRows } from './use-held-rows.ts'

const SHOWN_MAX = 60

type Place = { lat: number; lng: number }

/** Searching first, the longest wait on top; then the others, the latest move on top. */
function ranked(bookings: readonly Booking[]): Booking[] {
  const isSearching = ({ state }: Booking) => state === 'searching'
  return [...bookings].sort((a, b) => {
    if (isSearching(a) !== isSearching(b)) return isSearching(a) ? -1 : 1
    return isSearching(a) ? a.id.localeCompare(b.id) : b.updatedAt.localeCompare(a.updatedAt)
  })
}

const idOf = ({ id }: Booking) => id

export function OpenBookings({ onShowPlace }: { onShowPlace: (place: Place) => void }) {
  const { bookings, isFilled } = useCity()
  const { rows, handlers } = useHeldRows(ranked(bookings).slice(0, SHOWN_MAX), idOf)
  const list = useRef<HTMLUListElement>(null)
  return (
    <section aria-label="List of open bookings" className="now-list">
      {!isFilled && <LoadingRows what="open bookings" rows={6} />}
      {isFilled && rows.length === 0 && (
        <Empty icon="checks" title="All quiet">
          No booking is open.
        </Empty>
      )}
      <ul
        ref={list}
        {...handlers}
        onKeyDown={(event: KeyboardEvent) => moveFocus(event, list.current, '.now-row')}
      >
        {rows.map(({ item: booking, isGone }) => (
          <li key={booking.id} data-gone={isGone}>
            <Link href={mapAddress('bookings', { booking: booking.id })} className="now-row">
              <span className="now-row-head">
                {isGone ? (
                  <span className="badge">No longer open</span>
                ) : (
                  <BookingBadge state={booking.state} />
                )}
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
      {bookings.length > SHOWN_MAX && (
        <Link href="/bookings" className="more">
          {bookings.length - SHOWN_MAX} more in Bookings
        </Link>
      )}
    </section>
  )
}
