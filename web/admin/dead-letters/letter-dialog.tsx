import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { Dialog } from '../../shared/dialog.tsx'
import { ErrorNotice, Loading } from '../../shared/states.tsx'
import { Time } from '../../shared/time.tsx'
import { JsonView } from '../json-view.tsx'
import { eventName, type Letter, LetterState, type Outcome } from './letter-table.tsx'

type Handling = { outcome: Outcome | undefined; onRetry: () => void; onClose: () => void }
type Props = Handling & { id: string; listed: Letter | undefined }

/** One event that was given up; as the list has it until it is read. */
export function LetterDialog({ id, listed, ...handling }: Props) {
  const letter = useQuery({
    queryKey: ['dead-letters', 'one', id],
    queryFn: () => call('get', '/v1/admin/dead-letters/:id', { params: { id } }),
    ...(listed && { placeholderData: listed }),
  })
  const { data } = letter
  return (
    <Dialog title={data ? eventName(data).type : 'Dead letter'} onClose={handling.onClose} isDrawer>
      <div className="dialog-body">
        {letter.isPending && <Loading what="the dead letter" />}
        {letter.error && (
          <ErrorNotice
            title="The dead letter could not be read"
            error={letter.error}
            onRetry={() => void letter.refetch()}
            isRetrying={letter.isFetching}
          />
        )}
        {data && <WholeLetter letter={data} {...handling} />}
      </div>
    </Dialog>
  )
}

/** In full, and why it was given up. */
function WholeLetter({ letter, outcome, onRetry, onClose }: Handling & { letter: Letter }) {
  const { consumerGroup, reason, attempts, failedAt, retriedAt, event } = letter
  const { key } = eventName(letter)
  return (
    <>
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
    </>
  )
}
