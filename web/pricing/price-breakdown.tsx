import { money } from '../shared/format.ts'
import type { PricedTrip } from './use-preview.ts'

/** The lines of one trip's price, now and by the draft. */
export function PriceBreakdown({ trip: { old, new: drafted } }: { trip: PricedTrip }) {
  const { currency } = drafted.price
  const amountsOf = (lines: typeof drafted.breakdown) =>
    new Map(lines.map(({ code, amount }) => [code, amount]))
  const [before, after] = [amountsOf(old?.breakdown ?? []), amountsOf(drafted.breakdown)]
  const labels = new Map(
    [...(old?.breakdown ?? []), ...drafted.breakdown].map(({ code, label }) => [code, label]),
  )
  const shown = (amount: number | undefined) => (amount === undefined ? '–' : money({ amount, currency }))
  return (
    <table className="plain breakdown">
      <caption>Of the chosen trip</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Part</th>
          <th scope="col">Now</th>
          <th scope="col">Draft</th>
        </tr>
      </thead>
      <tbody>
        {[...labels].map(([code, label]) => (
          <tr key={code} data-changed={before.get(code) !== after.get(code)}>
            <th scope="row">{label}</th>
            <td className="number">{shown(before.get(code))}</td>
            <td className="number">{shown(after.get(code))}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Price</th>
          <td className="number">{shown(old?.price.amount)}</td>
          <td className="number">{shown(drafted.price.amount)}</td>
        </tr>
      </tfoot>
    </table>
  )
}
