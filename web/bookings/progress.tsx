import type { BookingDetail } from '../api/types.ts'
import { absoluteTime, clockTime } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { HAUL_STEPS, lookOf } from './booking-states.ts'

/** How far the haul has come, step by step. */
export function Progress({ booking }: { booking: BookingDetail }) {
  const { state, history } = booking
  // After a driver dropped out only what came since the search began anew counts.
  const restart = history.findLastIndex(({ to }) => to === 'searching')
  const since = history.slice(Math.max(0, restart))
  const reachedAt = (step: string) => since.find(({ to }) => to === step)?.occurredAt
  const isOver = state === 'cancelled' || state === 'unfulfilled'
  // A haul that ended early ends here, too: what can no longer come is not shown.
  const steps = isOver ? [...HAUL_STEPS.filter(reachedAt), state] : HAUL_STEPS
  const isDone = state === 'completed' || state === 'delivered'
  return (
    <ol className="progress" data-over={isOver} aria-label="Progress of the haul">
      {steps.map((step) => {
        const at = reachedAt(step)
        const status =
          isOver && step === state ? 'over' : step === state && !isDone ? 'current' : at ? 'done' : 'ahead'
        const { label, icon } = lookOf(step)
        return (
          <li
            key={step}
            data-status={status}
            aria-current={status === 'current' || status === 'over' ? 'step' : undefined}
          >
            <span className="progress-mark">
              <Icon name={status === 'done' ? 'check' : icon} />
            </span>
            <span className="progress-label">{label}</span>
            <span className="progress-time">
              {at && (
                <time dateTime={at} title={absoluteTime(at)}>
                  {clockTime(at)}
                </time>
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
