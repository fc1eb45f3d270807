import { Link } from '../app/router.tsx'
import { BookingBadge } from '../shared/badge.tsx'
import { shortId } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { driverAt } from './drawn-fleet.ts'
import { moveAt, type PastBooking } from './recording.ts'
import { placeAt, type Track } from './tracks.ts'
import { useOfMoment } from './use-moment.ts'
import type { Scene } from './use-replay-map.ts'

type Props = { scene: Scene; onWhy: (bookingId: string) => void }

/** The driver or booking that is looked at, as they were at the moment. */
export function LookedCard({ scene, onWhy }: Props) {
  const { driverId, bookingId } = scene.looked
  if (bookingId) {
    const booking = scene.recording.bookings.find(({ id }) => id === bookingId)
    return (
      <Card title={`Booking ${shortId(bookingId)}`} scene={scene}>
        {booking ? (
          <BookingThen booking={booking} scene={scene} onWhy={onWhy} />
        ) : (
          <p className="muted">It was not under way in this hour.</p>
        )}
      </Card>
    )
  }
  if (!driverId) return null
  const track = scene.tracks.find(({ id }) => id === driverId)
  return (
    <Card title={track?.name ?? `Driver ${shortId(driverId)}`} scene={scene}>
      {track ? (
        <DriverThen track={track} scene={scene} />
      ) : (
        <p className="muted">Not heard around this moment.</p>
      )}
    </Card>
  )
}

const Card = ({ title, scene, children }: { title: string; scene: Scene; children: React.ReactNode }) => (
  <section className="looked" aria-label={title}>
    <header>
      <h2>{title}</h2>
      <button
        type="button"
        className="quiet icon-only"
        aria-label="Show everything again"
        onClick={() => scene.looked.look({})}
      >
        <Icon name="close" />
      </button>
    </header>
    {children}
  </section>
)

function BookingThen({ booking, scene, onWhy }: Props & { booking: PastBooking }) {
  const { clock, looked, tracks } = scene
  const move = useOfMoment(clock, (atS) => moveAt(booking, atS))
  const driverId = move?.driverId
  const driver = tracks.find(({ id }) => id === driverId)
  return (
    <>
      <div className="looked-state">
        {move ? <BookingBadge state={move.state} /> : <span className="muted">Not booked yet</span>}
        {driverId && (
          <button type="button" className="quiet" onClick={() => looked.look({ driverId })}>
            <Icon name="user" />
            {driver?.name ?? shortId(driverId)}
          </button>
        )}
      </div>
      <p className="route">
        {booking.pickup.address} → {booking.dropoff.address}
      </p>
      <div className="row">
        <button type="button" onClick={() => onWhy(booking.id)}>
          Why this driver?
        </button>
        <Link className="button" href={`/bookings/${booking.id}`}>
          Open the booking
        </Link>
      </div>
    </>
  )
}

const STATES = { available: 'Available', busy: 'On a haul', paused: 'Paused' } as const

function DriverThen({ track, scene }: { track: Track; scene: Scene }) {
  const { clock, cityAt, looked } = scene
  const second = useOfMoment(clock, Math.floor)
  const city = cityAt(second)
  const driver = driverAt(track, city, second)
  const haulId = city.haulOf.get(track.id)
  const place = driver && placeAt(driver.stretch, second)
  return (
    <>
      <dl className="facts">
        <dt>State</dt>
        <dd>{driver ? STATES[driver.state] : 'Off duty'}</dd>
        <dt>Vehicle</dt>
        <dd>{vehicleClassLabel(track.vehicleClass)}</dd>
        <dt>Place</dt>
        <dd>{place ? `${place.lat.toFixed(5)}, ${place.lng.toFixed(5)}` : 'Not known'}</dd>
      </dl>
      <div className="row">
        {haulId && (
          <button type="button" onClick={() => looked.look({ bookingId: haulId })}>
            Their booking
          </button>
        )}
        <Link className="button" href={`/drivers/${track.id}`}>
          Open the driver
        </Link>
      </div>
    </>
  )
}
