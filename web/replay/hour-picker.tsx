import { Icon } from '../shared/icons.tsx'
import { dayOf, hourLater, hourOf, hourOn } from './hour.ts'
import { goToHour } from './use-looked.ts'

const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const nameOf = (hour: number) => CLOCK.format(new Date(2026, 0, 1, hour))

/** Which hour of which day, by the clock of whoever looks. */
export function HourPicker({ hourMs }: { hourMs: number }) {
  const hour = new Date(hourMs).getHours()
  const go = (to: number | null) => to !== null && goToHour(to)
  const isLast = hourLater(hourMs, 1) > Date.now()
  return (
    <fieldset className="hour-picker">
      <legend className="visually-hidden">Hour to replay</legend>
      <button
        type="button"
        className="quiet icon-only"
        aria-label="The hour before"
        onClick={() => go(hourLater(hourMs, -1))}
      >
        <Icon name="arrowLeft" />
      </button>
      <input
        type="date"
        aria-label="Day"
        value={dayOf(hourMs)}
        max={dayOf(Date.now())}
        required
        onChange={(event) => go(hourOn(event.target.value, hour))}
      />
      <select
        aria-label="Hour"
        value={hour}
        onChange={(event) => go(hourOn(dayOf(hourMs), Number(event.target.value)))}
      >
        {HOURS.map((each) => (
          <option key={each} value={each}>
            {nameOf(each)} – {nameOf(each + 1)}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="quiet icon-only"
        aria-label="The hour after"
        disabled={isLast}
        onClick={() => go(hourLater(hourMs, 1))}
      >
        <Icon name="arrowRight" />
      </button>
      <button type="button" className="quiet" disabled={isLast} onClick={() => go(hourOf(Date.now()))}>
        This hour
      </button>
    </fieldset>
  )
}
