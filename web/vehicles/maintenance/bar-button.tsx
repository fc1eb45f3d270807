import type { Maintenance } from '../../api/types.ts'
import { type Bar, plusDays } from './month.ts'
import { gripsOf } from './move-period.ts'
import { clockMinutes, periodText } from './period-words.ts'
import type { Mover } from './use-moving.ts'

type Props = {
  bar: Bar<Maintenance>
  /** The first of its days in this week. */
  day: string
  mover: Mover | null
  onOpen: (period: Maintenance) => void
}

/** A period in one week: pressed it opens, dragged it goes to other days, dragged at an end it grows or shrinks. */
export function BarButton({ bar, day, mover, onOpen }: Props) {
  const { period, length, line, isStart, isEnd } = bar
  const { id, state, reason, startsAt } = period
  const grips = mover ? gripsOf(period) : []
  const grip = (which: 'start' | 'end', at: string) =>
    grips.includes(which) && (
      <i
        className="grip"
        data-grip={which}
        onPointerDown={(event) => {
          event.stopPropagation()
          if (event.button === 0) mover?.take(period, which, at)
        }}
      />
    )
  return (
    <button
      type="button"
      className="bar-button"
      data-bar={id}
      data-state={state}
      data-start={isStart}
      data-end={isEnd}
      data-movable={grips.includes('whole')}
      data-held={mover?.held?.id === id}
      title={`${reason}, ${periodText(period)}`}
      style={{ width: `calc(${length} * 100% + ${length - 1}px - 6px)`, top: `${29 + line * 25}px` }}
      onPointerDown={({ button, nativeEvent, currentTarget }) => {
        if (button !== 0) return
        const { width } = currentTarget.getBoundingClientRect()
        const at = Math.min(length - 1, Math.floor((nativeEvent.offsetX / width) * length))
        mover?.take(period, 'whole', plusDays(day, Math.max(0, at)))
      }}
      onKeyDown={(event) => mover?.onKey(event, period)}
      onClick={() => onOpen(period)}
    >
      {isStart && grip('start', day)}
      {isStart && <small>{clockMinutes(startsAt)}</small>}
      <span>{reason}</span>
      <span className="visually-hidden">, {periodText(period)}</span>
      {isEnd && grip('end', plusDays(day, length - 1))}
    </button>
  )
}
