import { ColumnHeads } from '../shared/column-heads.tsx'
import { money } from '../shared/format.ts'
import { LoadingRows } from '../shared/states.tsx'
import type { DraftBody } from './rate-terms.ts'
import { isRefusal, type Preview, useReplay } from './use-preview.ts'

const share = (of: number) => `${Math.round(of * 100)} %`

/** The latest quotes as they were, and as the draft would have priced them. */
export function ReplaySummary({ draft }: { draft: DraftBody }) {
  const { data, isPending, isPlaceholderData, error } = useReplay(draft)
  return (
    <div className="card replay-summary" aria-busy={isPlaceholderData}>
      <h2>The latest quotes, priced again</h2>
      {data ? <Totals totals={data.totals} currency={data.draft.currency} /> : null}
      {!data && isPending && <LoadingRows what="the quotes" rows={3} />}
      {error && (
        <p className="muted">
          {isRefusal(error) ? 'Shown again once the server takes the draft.' : error.message}
        </p>
      )}
    </div>
  )
}

function Totals({ totals, currency }: { totals: Preview['totals']; currency: string }) {
  const { old, newOfCompared: drafted, compared, meanDifference } = totals
  if (!old || !drafted) return <p className="muted">No quote of this class within the last 30 days.</p>
  const amount = (minor: number) => money({ amount: minor, currency })
  const row = (label: string, before: string, after: string) => (
    <tr>
      <th scope="row">{label}</th>
      <td className="number">{before}</td>
      <td className="number">{after}</td>
    </tr>
  )
  return (
    <>
      <ShareBar totals={totals} />
      <table className="plain">
        <ColumnHeads of={[`Of ${compared}`, 'As quoted', 'Draft']} numbers={['As quoted', 'Draft']} />
        <tbody>
          {row('Mean', amount(old.mean), amount(drafted.mean))}
          {row('Half cost at most', amount(old.p50), amount(drafted.p50))}
          {row('Nine in ten at most', amount(old.p90), amount(drafted.p90))}
          {row('At the minimum', String(old.minimumHits), String(drafted.minimumHits))}
        </tbody>
      </table>
      {meanDifference !== null && (
        <p className="muted">
          {meanDifference === 0
            ? 'The mean stays as it is.'
            : `${amount(Math.abs(meanDifference))} ${meanDifference > 0 ? 'more' : 'less'} in the mean.`}
        </p>
      )}
    </>
  )
}

const ShareBar = ({ totals: { shareUp, shareSame, shareDown } }: { totals: Preview['totals'] }) => (
  <div className="share-bar">
    <div className="share-track" aria-hidden="true">
      <span data-is="down" style={{ flexGrow: shareDown }} />
      <span data-is="same" style={{ flexGrow: shareSame }} />
      <span data-is="up" style={{ flexGrow: shareUp }} />
    </div>
    <p>
      <span>{share(shareDown)} cheaper</span>
      <span>{share(shareSame)} the same</span>
      <span>{share(shareUp)} dearer</span>
    </p>
  </div>
)
