import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { Answer } from '../../api/routes.ts'
import { Dialog } from '../../shared/dialog.tsx'
import { Icon } from '../../shared/icons.tsx'
import { ErrorNotice, Loading } from '../../shared/states.tsx'
import { Time } from '../../shared/time.tsx'
import { JsonView, parsed } from '../json-view.tsx'
import { DeliveryBadge } from './webhook-health.tsx'

const REFRESH_MS = 2_000
type Attempt = Answer<'get', '/v1/admin/webhook-deliveries/:id'>['attemptLog'][number]
const number = new Intl.NumberFormat()

/** One delivery: what is sent, and what came of each attempt. */
export function DeliveryDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const cache = useQueryClient()
  const delivery = useQuery({
    queryKey: ['webhooks', 'delivery', id],
    queryFn: () => call('get', '/v1/admin/webhook-deliveries/:id', { params: { id } }),
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? REFRESH_MS : false),
  })
  const replay = useMutation({
    mutationFn: () => call('post', '/v1/admin/webhook-deliveries/:id/replay', { params: { id } }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['webhooks'] }),
  })
  const { data } = delivery
  return (
    <Dialog title={data ? data.type : 'Delivery'} onClose={onClose} isDrawer>
      <div className="dialog-body">
        {delivery.isPending && <Loading what="the delivery" />}
        {delivery.error && <ErrorNotice error={delivery.error} onRetry={() => void delivery.refetch()} />}
        {data && (
          <>
            <div className="row">
              <DeliveryBadge state={data.state} />
              {data.nextAttemptAt && (
                <span className="muted">
                  Next attempt <Time iso={data.nextAttemptAt} />
                </span>
              )}
            </div>
            <section className="attempts">
              <h3>Attempts</h3>
              {data.attemptLog.length === 0 && <p className="muted">None yet.</p>}
              <ol>
                {data.attemptLog.map((attempt) => (
                  <AttemptRow key={attempt.number} attempt={attempt} />
                ))}
              </ol>
            </section>
            <section className="attempts">
              <h3>Body</h3>
              <JsonView label="Body of the delivery" value={parsed(data.body)} />
            </section>
            {replay.error && <ErrorNotice title="Not replayed" error={replay.error} />}
            <footer className="dialog-foot">
              <button type="button" onClick={onClose}>
                Close
              </button>
              <button
                type="button"
                className="primary"
                disabled={replay.isPending || data.state === 'waiting'}
                onClick={() => replay.mutate()}
              >
                {data.state === 'waiting' ? 'Waits to be sent' : 'Send it once more'}
              </button>
            </footer>
          </>
        )}
      </div>
    </Dialog>
  )
}

function AttemptRow({ attempt }: { attempt: Attempt }) {
  const { status, latencyMs, error, response, attemptedAt } = attempt
  const isGood = status !== null && status >= 200 && status < 300
  return (
    <li className="attempt">
      <div className="attempt-line">
        <span className={isGood ? 'good' : 'field-error'}>
          <Icon name={isGood ? 'check' : 'alert'} /> {status ?? 'No answer'}
        </span>
        <span className="number">{number.format(latencyMs)} ms</span>
        <span className="attempt-when">
          <Time iso={attemptedAt} />
        </span>
      </div>
      {error && <p>{error}</p>}
      {response && <code>{response}</code>}
    </li>
  )
}
