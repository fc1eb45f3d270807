import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { Link } from '../app/router.tsx'
import { clockTime, money, shortId } from '../shared/format.ts'
import { ErrorNotice, Loading } from '../shared/states.tsx'
import { mapAddress, useList } from './panel-address.ts'

const AGAIN_MS = 30_000
const DAY_MS = 86_400_000
const HAULS_MAX = 20
const PERCENT = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 })
const percent = (share: number | null) => (share === null ? '–' : PERCENT.format(share))

/** From this browser's midnight to the next; it stays the same for as long as it is looked at. */
function useToday() {
  const [today] = useState(() => {
    const from = new Date(new Date().setHours(0, 0, 0, 0))
    return { from: from.toISOString(), to: new Date(from.getTime() + DAY_MS).toISOString() }
  })
  return today
}

/** What a driver hauled and earned today. */
export function Today({ id }: { id: string }) {
  const query = useToday()
  const list = useList()
  const earnings = useQuery({
    queryKey: ['driver', id, 'earnings', query],
    queryFn: () => call('get', '/v1/drivers/:id/earnings', { params: { id }, query }),
    refetchInterval: AGAIN_MS,
  })
  const hauls = useQuery({
    queryKey: ['driver', id, 'hauls', query],
    queryFn: () =>
      call('get', '/v1/drivers/:id/earnings/hauls', {
        params: { id },
        query: { ...query, limit: HAULS_MAX },
      }),
    refetchInterval: AGAIN_MS,
  })
  const error = earnings.error ?? hauls.error
  return (
    <section className="card">
      <h2>Today</h2>
      {error && <ErrorNotice error={error} onRetry={() => void earnings.refetch()} />}
      {!earnings.data && !error && <Loading what="today" />}
      {earnings.data && (
        <dl className="facts">
          <dt>Hauls</dt>
          <dd>{earnings.data.trips}</dd>
          <dt>Earned</dt>
          <dd>
            {earnings.data.currencies.length === 0
              ? 'Nothing yet'
              : earnings.data.currencies
                  .map(({ earned, currency }) => money({ amount: earned, currency }))
                  .join(', ')}
          </dd>
        </dl>
      )}
      {hauls.data && hauls.data.items.length > 0 && (
        <table className="plain">
          <tbody>
            {hauls.data.items.map(({ bookingId, at, earned, currency }) => (
              <tr key={bookingId}>
                <td>
                  <Link href={mapAddress(list, { booking: bookingId })} className="id">
                    {shortId(bookingId)}
                  </Link>
                </td>
                <td className="muted">
                  <time dateTime={at}>{clockTime(at)}</time>
                </td>
                <td className="number">{money({ amount: earned, currency })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** How reliable a driver was of late, as matching sees it. */
export function Reliability({ id }: { id: string }) {
  const reliability = useQuery({
    queryKey: ['driver', id, 'reliability'],
    queryFn: () => call('get', '/v1/drivers/:id/reliability', { params: { id } }),
  })
  const { data } = reliability
  return (
    <section className="card">
      <h2>Reliability{data && <span className="muted"> of {data.windowDays} days</span>}</h2>
      {reliability.error && (
        <ErrorNotice error={reliability.error} onRetry={() => void reliability.refetch()} />
      )}
      {reliability.isPending && <Loading what="the reliability" />}
      {data && (
        <dl className="facts">
          <dt>Accepts</dt>
          <dd>
            {percent(data.acceptanceRate)}{' '}
            <span className="muted">
              {data.accepted} of {data.offered} offers
            </span>
          </dd>
          <dt>Drops out</dt>
          <dd>
            {percent(data.dropOutRate)}{' '}
            <span className="muted">
              {data.droppedOut} of {data.assigned} hauls
            </span>
          </dd>
          <dt>Completed</dt>
          <dd>{data.completed}</dd>
        </dl>
      )}
    </section>
  )
}
