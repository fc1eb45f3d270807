import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { BookingDetail, Decision, Page } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { kilometres, minutes, money, shortId, time } from '../shared/format.ts'
import { Badge, Empty, ErrorNotice, Loading, words } from '../shared/states.tsx'

const POLL_MS = 1_000
const CANCELLABLE = ['scheduled', 'searching', 'assigned', 'en_route_to_pickup', 'arrived_at_pickup']
const ENDED = ['completed', 'cancelled', 'unfulfilled']

export function BookingPage({ id }: { id: string }) {
  const path = `/v1/bookings/${encodeURIComponent(id)}`
  const booking = useQuery({
    queryKey: ['booking', id],
    queryFn: () => call<BookingDetail>('GET', path),
    refetchInterval: ({ state }) => (state.data && ENDED.includes(state.data.state) ? false : POLL_MS),
  })
  const { data } = booking
  return (
    <div className="page">
      <Link href="/bookings">All bookings</Link>
      {booking.error && <ErrorNotice error={booking.error} onRetry={() => void booking.refetch()} />}
      {booking.isPending && <Loading what="the booking" />}
      {data && (
        <>
          <div className="row">
            <h1>Booking {shortId(data.id)}</h1>
            <Badge state={data.state} />
          </div>
          <div className="columns">
            <Haul booking={data} />
            <Price booking={data} />
            <Timeline booking={data} />
            <Decisions id={id} version={data.version} />
          </div>
          {CANCELLABLE.includes(data.state) && <Cancel path={path} id={id} />}
        </>
      )}
    </div>
  )
}

const Haul = ({ booking }: { booking: BookingDetail }) => (
  <section className="card">
    <h2>Haul</h2>
    <p>
      {booking.pickup.address} → {booking.dropoff.address}
    </p>
    <p>
      {words(booking.vehicleClass)}, {kilometres(booking.distanceM)}, {minutes(booking.durationS)}
    </p>
    {booking.driver ? (
      <p>
        {booking.driver.firstName}
        {booking.driver.vehicle && `, ${booking.driver.vehicle}`}
        {booking.etaS !== null && `; arrives in ${minutes(booking.etaS)}`}
      </p>
    ) : (
      <Empty text="No driver has the booking." />
    )}
    {booking.cancellation && (
      <p>
        Cancelled by the {booking.cancellation.by}: {booking.cancellation.reason}. Fee{' '}
        {money(booking.cancellation.fee)}.
      </p>
    )}
    {booking.rating !== null && <p>Rated {booking.rating} of 5</p>}
  </section>
)

const Price = ({ booking: { breakdown, price } }: { booking: BookingDetail }) => (
  <section className="card">
    <h2>Price</h2>
    <table>
      <tbody>
        {breakdown.map(({ code, label, amount }) => (
          <tr key={code}>
            <td>{label}</td>
            <td className="number">{money({ ...price, amount })}</td>
          </tr>
        ))}
        <tr>
          <th>Total</th>
          <th className="number">{money(price)}</th>
        </tr>
      </tbody>
    </table>
  </section>
)

const Timeline = ({ booking }: { booking: BookingDetail }) => (
  <section className="card">
    <h2>Timeline</h2>
    <ol className="timeline">
      {booking.history.map(({ seq, event, to, by, occurredAt }) => (
        <li key={seq} data-to={to}>
          <b>{words(to)}</b> <span className="muted">{words(event)}</span>
          <div className="muted">
            {time(occurredAt)} by {by}
          </div>
        </li>
      ))}
    </ol>
  </section>
)

function Decisions({ id, version }: { id: string; version: number }) {
  const decisions = useQuery({
    queryKey: ['decisions', id, version],
    queryFn: () => call<Page<Decision>>('GET', `/v1/bookings/${encodeURIComponent(id)}/decisions`),
    placeholderData: (before) => before,
  })
  const items = decisions.data?.items ?? []
  return (
    <section className="card scroll">
      <h2>Decisions</h2>
      {decisions.error && <ErrorNotice error={decisions.error} onRetry={() => void decisions.refetch()} />}
      {decisions.isPending && <Empty text="Loading decisions…" />}
      {decisions.data && items.length === 0 && <Empty text="No round has looked for a driver yet." />}
      {items.map((decision) => (
        <details key={decision.id}>
          <summary>
            {words(decision.kind)} at {time(decision.decidedAt)}, within {kilometres(decision.radiusM)}
          </summary>
          <table>
            <tbody>
              {decision.candidates.map(({ driverId, distanceM, etaS, costS, gate }) => (
                <tr key={driverId}>
                  <td>{shortId(driverId)}</td>
                  <td className="number">{kilometres(distanceM)}</td>
                  <td className="number">{minutes(etaS)}</td>
                  <td>
                    {gate ? `left out: ${words(gate)}` : costS !== undefined && `cost ${Math.round(costS)} s`}
                  </td>
                  <td>{driverId === decision.chosenDriverId && 'chosen'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      ))}
    </section>
  )
}

function Cancel({ path, id }: { path: string; id: string }) {
  const cache = useQueryClient()
  const cancel = useMutation({
    mutationFn: (reason: string) => call('POST', `${path}/cancel`, { reason }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['booking', id] }),
  })
  return (
    <form
      className="card row"
      onSubmit={(event) => {
        event.preventDefault()
        const reason = String(new FormData(event.currentTarget).get('reason')).trim()
        if (reason && confirm('Cancel this booking?')) cancel.mutate(reason)
      }}
    >
      <label>
        Reason to cancel
        <input name="reason" required maxLength={500} />
      </label>
      <button className="danger" type="submit" disabled={cancel.isPending}>
        Cancel booking
      </button>
      {cancel.error && <ErrorNotice error={cancel.error} />}
    </form>
  )
}
