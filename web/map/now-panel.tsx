import type { MapLibreMap } from 'maplibre-gl'
import { type MouseEvent, useEffect, useRef } from 'react'
import { Link, navigate, useTitle } from '../app/router.tsx'
import { BookingPanel } from '../dispatch/booking-panel.tsx'
import { DriverPanel } from '../dispatch/driver-panel.tsx'
import { Exceptions } from '../dispatch/exceptions.tsx'
import { OpenBookings } from '../dispatch/open-bookings.tsx'
import { type List, mapAddress, useList } from '../dispatch/panel-address.ts'
import { useExceptions } from '../dispatch/use-exceptions.ts'
import { useNowKeys } from '../dispatch/use-now-keys.ts'
import { useCity } from '../live/live.tsx'

type Props = {
  map: MapLibreMap | null
  bookingId: string | null
  driverId: string | null
  onShowPlace: (place: { lat: number; lng: number }) => void
}

/** Beside the map: what needs somebody now, or the open bookings; over them the booking or driver that was chosen. */
export function NowPanel({ map, bookingId, driverId, onShowPlace }: Props) {
  const list = useList()
  const panel = useRef<HTMLElement>(null)
  const opener = useRef<HTMLElement | null>(null)
  const shown = bookingId ?? driverId
  const close = () => navigate(mapAddress(list))
  useCountInTitle()
  useNowKeys({ panel, isOverList: shown !== null, onList: close })
  // Whoever opened a row goes on in its panel, and from there back to the row.
  useEffect(() => {
    if (!opener.current?.isConnected) return
    if (shown) panel.current?.querySelector<HTMLElement>('.panel')?.focus()
    else opener.current.focus()
  }, [shown])
  return (
    <aside ref={panel} className="now" aria-label="Beside the map">
      {bookingId ? (
        <BookingPanel key={bookingId} id={bookingId} map={map} onClose={close} />
      ) : (
        driverId && <DriverPanel key={driverId} id={driverId} onClose={close} onShowPlace={onShowPlace} />
      )}
      <div
        hidden={shown !== null}
        onClickCapture={({ target }: MouseEvent) => {
          if (target instanceof Element) opener.current = target.closest<HTMLElement>('.now-row')
        }}
      >
        <Tabs list={list} />
        {list === 'bookings' ? <OpenBookings onShowPlace={onShowPlace} /> : <Exceptions map={map} />}
      </div>
    </aside>
  )
}

/** Seen in the browser's tab, too, where another page of the desk is in front. */
function useCountInTitle() {
  const { data } = useExceptions()
  const count = data?.items.length ?? 0
  useTitle(count > 0 ? `(${count}) Live map` : 'Live map')
}

function Tabs({ list }: { list: List }) {
  const { data } = useExceptions()
  const { bookings, isFilled } = useCity()
  const count = data?.items.length
  const isCurrent = (each: List) => (each === list ? 'page' : undefined)
  return (
    <nav className="now-tabs" aria-label="Lists beside the map">
      <Link href={mapAddress('exceptions')} aria-current={isCurrent('exceptions')}>
        Needs you
        <span className="count" data-urgent={count !== undefined && count > 0}>
          {count ?? '–'}
        </span>
      </Link>
      <Link href={mapAddress('bookings')} aria-current={isCurrent('bookings')}>
        Open bookings
        <span className="count">{isFilled ? bookings.length : '–'}</span>
      </Link>
    </nav>
  )
}
