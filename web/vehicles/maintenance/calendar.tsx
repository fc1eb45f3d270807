import type { Maintenance } from '../../api/types.ts'
import { Icon } from '../../shared/icons.tsx'
import { BarButton } from './bar-button.tsx'
import { type Bar, barsOf, dayOf, monthOf, plusMonths, startOf, weeksOf } from './month.ts'
import { MovingNote } from './moving-note.tsx'
import { type DayChoice, type Days, useDayChoice } from './use-day-choice.ts'
import { type Mover, useMoving } from './use-moving.ts'

const MONTH = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' })
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: 'short' })
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
/** Lines of bars that every week has room for, so that a month does not jump when its periods come. */
const LINES_MIN = 2

type Props = {
  month: string
  onMonth: (month: string) => void
  periods: Maintenance[]
  isLoading: boolean
  /** Plans on these days, both included; without it nothing can be planned. */
  onPlan: ((days: Days) => void) | undefined
  onOpen: (period: Maintenance) => void
}

/** A month of maintenance: drag over days, or choose them by arrow keys with Shift and press Enter, to plan; drag a bar to move it, press it to change it. */
export function Calendar({ month, onMonth, periods, isLoading, onPlan, onOpen }: Props) {
  const choice = useDayChoice(month, onMonth, onPlan)
  const moving = useMoving(choice.table, month, onMonth)
  const mover = onPlan ? moving : null
  const today = dayOf(new Date())
  const weeks = weeksOf(month)
  return (
    <div className="calendar" aria-busy={isLoading}>
      <div className="calendar-head">
        <b aria-live="polite">{MONTH.format(startOf(`${month}-01`))}</b>
        <div className="row">
          <button
            type="button"
            className="icon-only"
            aria-label="Month before"
            onClick={() => onMonth(plusMonths(month, -1))}
          >
            <Icon name="arrowLeft" />
          </button>
          <button type="button" className="small" onClick={() => onMonth(monthOf(new Date()))}>
            Today
          </button>
          <button
            type="button"
            className="icon-only"
            aria-label="Month after"
            onClick={() => onMonth(plusMonths(month, 1))}
          >
            <Icon name="arrowRight" />
          </button>
        </div>
      </div>
      <table ref={choice.table} data-dragging={choice.isDragging} data-moving={moving.held !== null}>
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col">
                {WEEKDAY.format(startOf(day))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <Week
              key={week[0]}
              {...{ week, month, today, choice, mover, onOpen }}
              bars={barsOf(week, moving.shown(periods))}
            />
          ))}
        </tbody>
      </table>
      {mover && <MovingNote mover={mover} periods={periods} />}
    </div>
  )
}

type WeekProps = {
  week: string[]
  bars: Bar<Maintenance>[]
  month: string
  today: string
  choice: DayChoice
  mover: Mover | null
  onOpen: (period: Maintenance) => void
}
function Week({ week, bars, month, today, choice, mover, onOpen }: WeekProps) {
  const lines = Math.max(LINES_MIN, ...bars.map(({ line }) => line + 1))
  return (
    <tr style={{ height: `${30 + lines * 25}px` }}>
      {week.map((day, at) => (
        <td
          key={day}
          data-other={!day.startsWith(month)}
          data-today={day === today}
          data-chosen={choice.isChosen(day)}
        >
          <button
            type="button"
            className="day"
            data-day={day}
            tabIndex={choice.focused === day ? 0 : -1}
            disabled={!choice.isFree(day)}
            aria-current={day === today ? 'date' : undefined}
            aria-label={`Plan maintenance on ${DAY.format(startOf(day))}`}
            onPointerDown={() => choice.begin(day)}
            onPointerEnter={() => choice.reach(day)}
            onPointerUp={() => choice.drop(day)}
            onKeyDown={(event) => choice.onKey(event, day)}
            onClick={() => choice.take(day)}
          >
            {Number(day.slice(-2))}
          </button>
          {bars
            .filter((bar) => bar.at === at)
            .map((bar) => (
              <BarButton key={bar.period.id} {...{ bar, day, mover, onOpen }} />
            ))}
        </td>
      ))}
    </tr>
  )
}
