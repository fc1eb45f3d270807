import { useId } from 'react'
import { clockChangeText, offsetMin, offsetText, wallTime } from './zone-time.ts'

const HOUR_MS = 3_600_000

type Props = {
  startsAt: string
  zone: string
  error: string | undefined
  note: string | undefined
  onChange: (startsAt: string) => void
}

/** When a draft is to start, by the clock of its market. */
export function DraftStart({ startsAt, zone, error, note, onChange }: Props) {
  const noteId = useId()
  const now = new Date()
  const nextHour = new Date(Math.ceil(now.getTime() / HOUR_MS + 1) * HOUR_MS)
  return (
    <section className="card draft-start">
      <fieldset>
        <legend>Starts</legend>
        <div className="start-choice">
          <label className="check">
            <input type="radio" name="start" checked={startsAt === ''} onChange={() => onChange('')} />
            At once
          </label>
          <label className="check">
            <input
              type="radio"
              name="start"
              checked={startsAt !== ''}
              onChange={() => onChange(wallTime(nextHour, zone))}
            />
            Later
          </label>
          <input
            type="datetime-local"
            aria-label={`Start, by the clock of ${zone}`}
            value={startsAt}
            disabled={startsAt === ''}
            aria-invalid={error !== undefined}
            aria-describedby={noteId}
            onChange={(event) => event.target.value && onChange(event.target.value)}
          />
          <span className="muted">
            {zone}, {offsetText(offsetMin(now, zone))} now
          </span>
        </div>
      </fieldset>
      <small id={noteId} className={error ? 'field-error' : 'muted'} role="status">
        {error ?? note ?? clockChangeText(zone, now)}
      </small>
    </section>
  )
}
