import { Dialog } from '../../shared/dialog.tsx'
import { Time } from '../../shared/time.tsx'
import { JsonView } from '../json-view.tsx'
import { eventName, type Letter, LetterState, type Outcome } from './letter-table.tsx'

type Props = { letter: Letter; outcome: Outcome | undefined; onRetry: () => void; onClose: () => void }

/** One event that was given up, in full, and why. */
export function LetterDialog({ letter, outcome, onRetry, onClose }: Props) {
  const { consumerGroup, reason, attempts, failedAt, retriedAt, event } = letter
  const { type, key } = eventName(letter)
  return (
    <Dialog title={type} onClose={onClose} isDrawer>
      <div className="dialog-body">
        <LetterState letter={letter} outcome={outcome} />
        <dl className="facts">
          <dt>Consumer</dt>
          <dd>{consumerGroup}</dd>
          <dt>Key</dt>
          <dd className="id">{key || 'none'}</dd>
          <dt>Given up</dt>
          <dd>
            <Time iso={failedAt} />, after {attempts} attempts
          </dd>
          {retriedAt && (
            <>
              <dt>Handed back</dt>
              <dd>
                <Time iso={retriedAt} />
              </dd>
            </>
          )}
        </dl>
        <section className="attempts">
          <h3>Reason</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
          <section className="json" aria-label="Reason in full" tabIndex={0}>
            <pre>{reason}</pre>
          </section>
        </section>
        <section className="attempts">
          <h3>Event</h3>
          <JsonView label="Event in full" value={event} />
        </section>
        <footer className="dialog-foot">
          <button type="button" onClick={onClose}>
            Close
          </button>
          <button
            type="button"
            className="primary"
            disabled={retriedAt !== null || outcome === 'pending'}
            onClick={onRetry}
          >
            Hand it back to {consumerGroup}
          </button>
        </footer>
      </div>
    </Dialog>
  )
}
