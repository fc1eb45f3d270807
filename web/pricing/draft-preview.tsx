import type { UseQueryResult } from '@tanstack/react-query'
import { ColumnHeads } from '../shared/column-heads.tsx'
import { kilometres, minutes, money } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { PriceBreakdown } from './price-breakdown.tsx'
import type { DraftBody } from './rate-terms.ts'
import { ReplaySummary } from './replay-summary.tsx'
import { TripChoice } from './trip-choice.tsx'
import { TripMap } from './trip-map.tsx'
import { isRefusal, type Preview, type PricedTrip } from './use-preview.ts'
import type { Trips } from './use-trips.ts'

type Props = {
  draft: DraftBody
  market: string
  trips: Trips
  preview: UseQueryResult<Preview, Error>
  /** What the server has against a trip. */
  refusal: string | undefined
}

/** What trips would cost by the draft, beside what they cost now. */
export function DraftPreview({ draft, market, trips, preview, refusal }: Props) {
  const { data } = preview
  const priced = data?.trips.length === trips.trips.length ? data.trips : undefined
  const shown = priced?.[trips.chosen]
  return (
    <section className="preview" aria-labelledby="preview-title">
      <div className="card preview-card">
        <h2 id="preview-title">What trips would cost</h2>
        <div className="preview-map">
          <TripMap market={market} trips={trips} />
        </div>
        <TripChoice trips={trips} />
        {refusal && (
          <p className="notice bad" role="alert">
            <Icon name="alert" />
            <span>{refusal}</span>
          </p>
        )}
        {trips.trips.length === 0 && (
          <p className="muted">
            There is no recent booking of this class to show. Click the map for a pickup, then for a drop-off.
          </p>
        )}
        {trips.trips.length > 0 && !priced && !refusal && preview.isFetching && (
          <LoadingRows what="the prices" rows={4} />
        )}
        {preview.error && !refusal && <Unpriced error={preview.error} preview={preview} />}
        {priced && priced.length > 0 && (
          <TripTable priced={priced} trips={trips} isOld={preview.isPlaceholderData} />
        )}
        {shown && <PriceBreakdown trip={shown} />}
      </div>
      <ReplaySummary draft={draft} />
    </section>
  )
}

/** The draft is at fault, which its fields say, or the way to the server. */
const Unpriced = ({ error, preview }: { error: Error; preview: Props['preview'] }) =>
  isRefusal(error) ? (
    <p className="muted">Prices are shown again once the server takes the draft.</p>
  ) : (
    <ErrorNotice
      title="The prices could not be read"
      error={error}
      onRetry={() => void preview.refetch()}
      isRetrying={preview.isFetching}
    />
  )

type TableProps = { priced: readonly PricedTrip[]; trips: Trips; isOld: boolean }

const TripTable = ({ priced, trips, isOld }: TableProps) => (
  <table className="plain trip-table" aria-busy={isOld}>
    <ColumnHeads of={['Trip', 'Now', 'Draft', 'Change']} numbers={['Now', 'Draft', 'Change']} />
    <tbody>
      {priced.map((trip, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a trip is its place in the list that was asked for
        <tr key={i} data-chosen={i === trips.chosen}>
          <td>
            <label className="check">
              <input
                className="trip-radio"
                type="radio"
                name="trip"
                checked={i === trips.chosen}
                onChange={() => trips.choose(i)}
              />
              <span className="trip-name">
                <span className="trip-text">{trips.names[i]}</span>
                <small className="muted">
                  {kilometres(trip.distanceM)}, {minutes(trip.durationS)}
                </small>
              </span>
            </label>
          </td>
          <td className="number">{trip.old ? money(trip.old.price) : '–'}</td>
          <td className="number">
            <b>{money(trip.new.price)}</b>
          </td>
          <td className="number">
            <Difference trip={trip} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

function Difference({ trip: { difference, new: priced } }: { trip: PricedTrip }) {
  if (difference === null) return '–'
  if (difference === 0) return <span className="muted">same</span>
  const amount = money({ amount: Math.abs(difference), currency: priced.price.currency })
  return (
    <span data-difference={difference > 0 ? 'up' : 'down'}>
      {difference > 0 ? '+' : '−'}
      {amount}
    </span>
  )
}
