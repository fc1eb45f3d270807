import type { BookingDetail } from '../api/types.ts'
import { absoluteTime, clockTime, duration } from '../shared/format.ts'
import { Icon, type IconName } from '../shared/icons.tsx'
import { Time } from '../shared/time.tsx'
import { lookOf } from './booking-states.ts'

type Move = BookingDetail['history'][number]

/** Of what happens without bringing the booking to another state. */
const EVENT_ICONS: Record<string, IconName> = {
  created: 'plus',
  stop_reached: 'pin',
  driver_queued: 'user',
  driver_released: 'alert',
  driver_committed: 'user',
  commitment_released: 'alert',
  commitment_lapsed: 'alert',
}
const EVENT_TITLES: Record<string, string> = {
  stop_reached: 'Stop reached',
  driver_queued: 'Driver found, comes after their current haul',
  driver_released: 'Driver does not come: searching again',
  driver_committed: 'A driver has promised to come',
  commitment_released: 'The promised driver has given it back',
  commitment_lapsed: 'The promised driver is not there',
  rescheduled: 'Moved to another time',
}

function title({ from, to, event, by }: Move): string {
  const ofEvent = EVENT_TITLES[event]
  if (ofEvent) return ofEvent
  if (event === 'created') return to === 'scheduled' ? 'Booked for later' : 'Booked'
  if (to === 'searching' && from && from !== 'scheduled')
    return by === 'operator' || by === 'admin'
      ? 'Taken from the driver: searching again'
      : 'Driver dropped out: searching again'
  return lookOf(to).label
}

function lasted(before: Move, move: Move): string {
  const seconds = Math.round((Date.parse(move.occurredAt) - Date.parse(before.occurredAt)) / 1_000)
  return seconds < 1 ? 'at once' : `after ${duration(seconds)}`
}

/** Every move of the booking, by whom, when, and how long the one before had lasted. */
export const Timeline = ({ booking: { history } }: { booking: BookingDetail }) => (
  <section className="card">
    <h2>Timeline</h2>
    <ol className="timeline">
      {history.map((move, i) => {
        const before = history[i - 1]
        const { icon, tone } = lookOf(move.to)
        return (
          <li key={move.seq} data-to={move.to}>
            <span className={`timeline-mark ${tone}`}>
              <Icon name={EVENT_ICONS[move.event] ?? icon} />
            </span>
            <div>
              <b>{title(move)}</b>
              <span className="muted">
                by the {move.by}
                {move.reason && `: ${move.reason.replaceAll('_', ' ')}`}
              </span>
            </div>
            <div className="timeline-time">
              <time dateTime={move.occurredAt} title={absoluteTime(move.occurredAt)}>
                {clockTime(move.occurredAt)}
              </time>
              <span className="muted">{before ? lasted(before, move) : <Time iso={move.occurredAt} />}</span>
            </div>
          </li>
        )
      })}
    </ol>
  </section>
)
