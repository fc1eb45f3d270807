import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { ErrorNotice, LoadingRows } from '../shared/states.tsx'

const PERCENT = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 })
const rate = (share: number | null) => (share === null ? '–' : PERCENT.format(share))

/** How far the driver could be relied on of late, as matching sees it. */
export function Reliability({ id }: { id: string }) {
  const reliability = useQuery({
    queryKey: ['driver', id, 'reliability'],
    queryFn: () => call('get', '/v1/drivers/:id/reliability', { params: { id } }),
  })
  const { data } = reliability
  return (
    <section className="card" aria-labelledby="reliability">
      <header className="card-head">
        <h2 id="reliability">Reliability</h2>
        {data && <span className="muted">last {data.windowDays} days</span>}
      </header>
      {reliability.error && (
        <ErrorNotice error={reliability.error} onRetry={() => void reliability.refetch()} />
      )}
      {reliability.isPending && <LoadingRows what="the reliability" rows={3} />}
      {data && (
        <dl className="facts figures-list">
          <dt>Offers taken</dt>
          <dd>
            {data.accepted} of {data.offered} <b>{rate(data.acceptanceRate)}</b>
          </dd>
          <dt>Declined, let pass</dt>
          <dd>
            {data.declined}, {data.expired}
          </dd>
          <dt>Hauls completed</dt>
          <dd>
            {data.completed} of {data.assigned}
          </dd>
          <dt>Dropped out</dt>
          <dd>
            {data.droppedOut} <b>{rate(data.dropOutRate)}</b>
          </dd>
          <dt>Matching expects</dt>
          <dd>
            {rate(data.expected.acceptanceRate)} taken, {rate(data.expected.dropOutRate)} dropped
          </dd>
        </dl>
      )}
    </section>
  )
}
