import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { BookingDetail } from '../api/types.ts'
import { money, sentence } from '../shared/format.ts'
import { Time } from '../shared/time.tsx'
import { RefundDialog } from './refund-dialog.tsx'
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

/** What was charged, paid and given back, once something was, and what of it can still be. */
function Charges({ booking: { id, version, state, driver } }: Props) {
  const [isRefunding, setRefunding] = useState(false)
  const charges = useQuery({
    queryKey: ['booking', id, 'charges', version],
    queryFn: () => call('get', '/v1/bookings/:id/charges', { params: { id } }),
  })
  if (charges.error) return <p className="field-error">The charges could not be read.</p>
  if (!charges.data || charges.data.lines.length === 0) return null
  const { lines, charged, refunded } = charges.data
  const left = { ...charged, amount: charged.amount - refunded.amount }
  const isFee = state === 'cancelled'
  return (
    <>
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
                <td className="number">{money({ ...charged, amount })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
      {left.amount > 0 && (
        <button type="button" className="small refund" onClick={() => setRefunding(true)}>
          {isFee ? 'Waive the fee…' : 'Refund…'}
        </button>
      )}
      {isRefunding && (
        <RefundDialog
          {...{ id, left, isFee }}
          hasDriver={driver !== null}
          onClose={() => setRefunding(false)}
        />
      )}
    </>
  )
}
