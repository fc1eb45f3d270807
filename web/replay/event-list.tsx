import { useMemo, useState } from 'react'
import { clockTime } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { Empty, LoadingRows } from '../shared/states.tsx'
import { EVENT_KINDS, type EventKind, isTelling, type PastEvent } from './past-events.ts'
import type { ReplayClock } from './replay-clock.ts'
import { lastUntil } from './tracks.ts'
import type { Looked } from './use-looked.ts'
import { useOfMoment } from './use-moment.ts'
import type { PastHour } from './use-recording.ts'

const PAST_MAX = 80
const AHEAD_MAX = 3
const KINDS = Object.entries(EVENT_KINDS) as [EventKind, string][]

type Shared = { clock: ReplayClock; hourMs: number; looked: Looked; onWhy: (bookingId: string) => void }

/** What happened until the moment that is shown, the latest first, and what comes next. */
export function EventList({ hour, ...shared }: Shared & { hour: PastHour | undefined }) {
  const [kind, setKind] = useState<EventKind | ''>('')
  const { driverId, bookingId } = shared.looked
  const events = useMemo(() => {
    const all = hour?.events ?? []
    if (bookingId) return all.filter((event) => event.bookingId === bookingId)
    if (driverId) return all.filter((event) => event.driverId === driverId)
    return all.filter((event) => (kind ? event.kind === kind : isTelling(event)))
  }, [hour, kind, driverId, bookingId])
  return (
    <details className="event-list" open={innerWidth > 760}>
      <summary>
        <h2>What happened</h2>
      </summary>
      {!bookingId && !driverId && (
        <select
          aria-label="Kind of event"
          value={kind}
          onChange={(event) => setKind(event.target.value as EventKind | '')}
        >
          <option value="">Everything</option>
          {KINDS.map(([each, label]) => (
            <option key={each} value={each}>
              {label}
            </option>
          ))}
        </select>
      )}
      {hour ? <Events {...shared} events={events} /> : <LoadingRows what="what happened" />}
    </details>
  )
}

function Events({ clock, events, ...shared }: Shared & { events: readonly PastEvent[] }) {
  const times = useMemo(() => events.map(({ atS }) => atS), [events])
  const last = useOfMoment(clock, (atS) => lastUntil(times, atS))
  if (events.length === 0)
    return (
      <Empty icon="history" title="Nothing of this kind">
        In this hour nothing such happened.
      </Empty>
    )
  const ahead = events.slice(last + 1, last + 1 + AHEAD_MAX).reverse()
  const past = events.slice(Math.max(0, last + 1 - PAST_MAX), last + 1).reverse()
  return (
    <ol className="events">
      {ahead.map((event) => (
        <Row key={event.key} {...shared} clock={clock} event={event} isAhead />
      ))}
      {past.map((event) => (
        <Row key={event.key} {...shared} clock={clock} event={event} isAhead={false} />
      ))}
      {last < 0 && <li className="events-end">Nothing before this moment in this hour.</li>}
    </ol>
  )
}

type RowProps = Shared & { event: PastEvent; isAhead: boolean }

function Row({ clock, hourMs, looked, onWhy, event, isAhead }: RowProps) {
  const { atS, icon, tone, title, detail, bookingId, isDecision } = event
  const iso = new Date(hourMs + atS * 1_000).toISOString()
  const jump = () => {
    clock.seek(atS)
    if (bookingId && looked.bookingId !== bookingId) looked.look({ bookingId })
  }
  return (
    <li data-ahead={isAhead}>
      <button type="button" className="event" onClick={jump}>
        <span className={`timeline-mark ${tone}`}>
          <Icon name={icon} />
        </span>
        <span className="event-text">
          <b>{title}</b>
          <small>{detail}</small>
        </span>
        <time dateTime={iso}>{clockTime(iso)}</time>
      </button>
      {isDecision && bookingId && (
        <button type="button" className="quiet why" onClick={() => onWhy(bookingId)}>
          Why this driver?
        </button>
      )}
    </li>
  )
}
