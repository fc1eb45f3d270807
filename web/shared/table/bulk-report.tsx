import { Icon, type IconName } from '../icons.tsx'
import type { Outcome } from './run-each.ts'
import type { Report } from './use-bulk.ts'

const LOOKS = {
  waiting: { label: 'Waiting', icon: 'clock', tone: 'neutral' },
  running: { label: 'Running', icon: 'refresh', tone: 'busy' },
  done: { label: 'Done', icon: 'check', tone: 'good' },
  refused: { label: 'Refused', icon: 'alert', tone: 'bad' },
  stopped: { label: 'Not begun', icon: 'pause', tone: 'neutral' },
} as const satisfies Record<Outcome['is'], { label: string; icon: IconName; tone: string }>
/** What needs somebody first. */
const RANKS: Record<Outcome['is'], number> = { refused: 0, running: 1, waiting: 2, stopped: 3, done: 4 }

type Props = { report: Report; onStop: () => void; onDismiss: () => void }

/** How far an action on many rows is, and what became of each of them. */
export function BulkReport({ report: { label, isRunning, entries }, onStop, onDismiss }: Props) {
  const count = (is: Outcome['is']) => entries.filter(({ outcome }) => outcome.is === is).length
  const [done, refused, stopped] = [count('done'), count('refused'), count('stopped')]
  const inOrder = entries.toSorted((a, b) => RANKS[a.outcome.is] - RANKS[b.outcome.is])
  const told = [
    `${done} of ${entries.length} done`,
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(stopped > 0 ? [`${stopped} not begun`] : []),
  ].join(', ')
  return (
    <section className="bulk-report" aria-label={label}>
      <header>
        <b>{label}</b>
        <span role="status">{told}</span>
        <progress value={done + refused + stopped} max={entries.length} aria-label={label} />
        {isRunning ? (
          <button type="button" onClick={onStop}>
            <Icon name="pause" />
            Stop
          </button>
        ) : (
          <button type="button" onClick={onDismiss}>
            <Icon name="close" />
            Dismiss
          </button>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <ul tabIndex={0} aria-label="Outcomes">
        {inOrder.map(({ id, name, outcome }) => (
          <li key={id} data-outcome={outcome.is}>
            <span className={`badge ${LOOKS[outcome.is].tone}`}>
              <Icon name={LOOKS[outcome.is].icon} />
              {LOOKS[outcome.is].label}
            </span>
            <b>{name}</b>
            {outcome.is === 'refused' && <span>{outcome.reason}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
