import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { BookingDetail } from '../api/types.ts'
import { money, sentence } from '../shared/format.ts'
import { Time } from '../shared/time.tsx'
import { SurgeReason } from './surge-reason.tsx'

type Props = { booking: BookingDetail }

/** What the haul costs, line by line, why demand made it dearer, and what of it was charged. */
export function Price({ booking }: Props) {
  const { breakdown, price, waitingFee, total, state } = booking
  const isHauled = state !== 'cancelled' && state !== 'unfulfilled'
  const surge = breakdown.find(({ code }) => code === 'surge')
  return (
    <section className="card">
      <h2>Price</h2>
      <table className="plain">
        <tbody>
          {breakdown.map(({ code, label, amount }) => (
            <tr key={code}>
              <td>{label}</td>
              <td className="number">{money({ ...price, amount })}</td>
            </tr>
          ))}
          {waitingFee.amount > 0 && (
            <tr>
              <td>Waiting at the pickup</td>
              <td className="number">{money(waitingFee)}</td>
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{isHauled ? 'Total' : 'To pay instead'}</th>
            <td className="number">{money(total)}</td>
          </tr>
        </tfoot>
      </table>
      {surge && <SurgeReason booking={booking} label={surge.label} />}
      <Charges booking={booking} />
    </section>
  )
}

/** What was charged, paid and given back, once something was. */
function Charges({ booking: { id, version, price } }: Props) {
  const charges = useQuery({
    queryKey: ['booking', id, 'charges', version],
    queryFn: () => call('get', '/v1/bookings/:id/charges', { params: { id } }),
  })
  const lines = charges.data?.lines ?? []
  if (charges.error) return <p className="field-error">The charges could not be read.</p>
  if (lines.length === 0) return null
  return (
    <details className="more-of">
      <summary>Charges and refunds</summary>
      <table className="plain">
        <tbody>
          {lines.map(({ entryId, kind, reason, amount, postedAt }) => (
            <tr key={entryId}>
              <td>
                {sentence(kind)}
                {reason && <span className="muted">: {reason}</span>}
              </td>
              <td className="muted">
                <Time iso={postedAt} />
              </td>
              <td className="number">{money({ ...price, amount })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
