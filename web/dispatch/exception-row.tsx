import type { MapLibreMap } from 'maplibre-gl'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { Booking, Exception } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { lookOf } from '../bookings/booking-states.ts'
import { CancelDialog } from '../bookings/cancel-dialog.tsx'
import { absoluteTime, shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { Candidates } from './candidates.tsx'
import { lookOfException, titleOf, urgencyOf } from './exception-looks.ts'
import { mapAddress } from './panel-address.ts'
import { RowActions } from './row-actions.tsx'

type Props = {
  map: MapLibreMap | null
  exception: Exception
  /** As the live city knows it; an open one is always known. */
  booking: Booking | undefined
  /** It is settled, and only keeps its place. */
  isGone: boolean
  /** Who could take it is shown. */
  isOpen: boolean
  onOpen: (isOpen: boolean) => void
}

export function ExceptionRow({ map, exception, booking, isGone, isOpen, onOpen }: Props) {
  const link = useRef<HTMLAnchorElement>(null)
  const [isCancelling, setCancelling] = useState(false)
  // The list and the live city come each by itself: a key that is pressed before the second is there counts too.
  const state = booking?.state ?? exception.state
  const isEarly = state !== null && lookOf(state).isCancellable && !isGone
  const from = driverOf(exception)
  const close = () => {
    onOpen(false)
    link.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !isEarly) return
    if (event.key === 'a') onOpen(true)
    else if (event.key === 'x') setCancelling(true)
    else return
    event.preventDefault()
  }
  return (
    <li
      className="exception"
      data-kind={exception.kind}
      data-gone={isGone}
      onKeyDown={isOpen || isCancelling ? undefined : onKeyDown}
    >
      <div className="exception-head">
        <Link ref={link} href={openAddress(exception)} className="now-row">
          <Head exception={exception} isGone={isGone} />
          <Body exception={exception} booking={booking} />
        </Link>
        {!isGone && (
          <RowActions
            exception={exception}
            booking={booking}
            isEarly={isEarly}
            isOpen={isOpen}
            onAssign={() => (isOpen ? close() : onOpen(true))}
            onCancel={() => setCancelling(true)}
          />
        )}
      </div>
      {isOpen && booking && <Candidates map={map} booking={booking} from={from} onClose={close} />}
      {isCancelling && exception.bookingId && (
        <CancelDialog
          booking={{ id: exception.bookingId, driver: from && { firstName: from.name } }}
          onClose={() => setCancelling(false)}
        />
      )}
    </li>
  )
}

const driverOf = ({ driverId, driver }: Exception) =>
  driverId && driver ? { id: driverId, name: driver.name } : null

/** A haul in its panel, a paper where it is kept, or with whoever drives. */
function openAddress({ bookingId, driverId, document }: Exception): string {
  if (bookingId) return mapAddress('exceptions', { booking: bookingId })
  if (driverId) return mapAddress('exceptions', { driver: driverId })
  return `/vehicles/${document?.subjectId}`
}

function Head({ exception, isGone }: { exception: Exception; isGone: boolean }) {
  const { label, icon } = lookOfException(exception.kind)
  const { text, tone } = urgencyOf(exception)
  return (
    <span className="now-row-head">
      <span className={`badge ${isGone ? 'neutral' : tone}`}>
        <Icon name={isGone ? 'check' : icon} />
        {isGone ? `${label}: settled` : label}
      </span>
      {!isGone && (
        <span className={`urgency ${tone}`} title={absoluteTime(exception.breachesAt)}>
          {text}
        </span>
      )}
    </span>
  )
}

function Body({ exception, booking }: Pick<Props, 'exception' | 'booking'>) {
  const { bookingId, driver, document, state } = exception
  if (document)
    return (
      <>
        <span>{titleOf(exception)}</span>
        <span className="muted">
          {driver && document.subjectType === 'vehicle' ? `Driven by ${driver.name}` : 'To be renewed'}
        </span>
      </>
    )
  return (
    <>
      <span className="route">
        <span>{booking?.pickup.address ?? `Booking ${shortId(bookingId ?? '')}`}</span>
        <span>{booking?.dropoff.address}</span>
      </span>
      <span className="muted">
        {driver ? `${driver.name} · ${state && lookOf(state).label}` : 'Searching'}
      </span>
    </>
  )
}
