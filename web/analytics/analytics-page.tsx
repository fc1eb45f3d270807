import { lazy, Suspense, useState } from 'react'
import { ApiError } from '../api/client.ts'
import { Link, useAddress, useTitle } from '../app/router.tsx'
import { oneOf } from '../shared/filters.tsx'
import { Icon } from '../shared/icons.tsx'
import { type Market, useMarkets } from '../shared/markets.tsx'
import { ErrorNotice, Loading } from '../shared/states.tsx'
import { Charts } from './charts.tsx'
import { Controls, PeriodChoice } from './controls.tsx'
import { DriverTable } from './driver-table.tsx'
import { SHOWN_METRICS } from './figure-list.ts'
import { FigureTiles } from './figure-tiles.tsx'
import { LiveStrip } from './live-strip.tsx'
import { isBackwards } from './period.ts'
import { type Cell, PopularCells } from './popular-cells.tsx'
import { type Summary, useSummary } from './use-summary.ts'
import { addressWith, readView, useQuarterMs, type View } from './view.ts'

/** The map is the heaviest part, and the last that is looked at. */
const HeatMap = lazy(() => import('./heat-map.tsx'))

export default function AnalyticsPage() {
  useTitle('Analytics')
  const markets = useMarkets()
  return (
    <div className="page analytics">
      <header className="page-head">
        <h1>Analytics</h1>
        <PeriodChoice />
      </header>
      <LiveStrip />
      {markets.error && (
        <ErrorNotice
          title="The markets could not be read"
          error={markets.error}
          onRetry={() => void markets.refetch()}
          isRetrying={markets.isFetching}
        />
      )}
      {markets.isPending && <Loading what="the figures" />}
      {markets.data && <Period markets={markets.data} />}
    </div>
  )
}

function Period({ markets }: { markets: readonly Market[] }) {
  const { query } = useAddress()
  const quarterMs = useQuarterMs()
  const view = readView(query, markets, quarterMs)
  const chosen = oneOf(SHOWN_METRICS, query.get('figure')) ?? 'bookings'
  const summary = useSummary(view)
  const [shownCell, setShownCell] = useState<Cell | null>(null)
  const refusal = summary.error instanceof ApiError ? summary.error : undefined
  const rangeError = view.name === 'own' && refusal?.code === 'period_invalid' ? refusal : undefined
  const hasEarlier = summary.data !== undefined && hasAny(summary.data, 'previous')
  const controls = (
    <Controls
      view={view}
      markets={markets}
      isNothingBefore={summary.data !== undefined && view.earlier !== null && !hasEarlier}
      rangeError={rangeError && (rangeError.fields.to ?? rangeError.message)}
    />
  )
  // The server says what is wrong with it, and need say it once only.
  if (rangeError || isBackwards(view.span)) return controls
  return (
    <>
      {controls}
      {summary.error && (
        <ErrorNotice
          title="The figures could not be read"
          error={summary.error}
          onRetry={() => void summary.refetch()}
          isRetrying={summary.isFetching}
        />
      )}
      {summary.data && <YoungNotice summary={summary.data} view={view} />}
      <FigureTiles
        summary={summary.data}
        view={view}
        chosen={chosen}
        isCompared={hasEarlier}
        isOld={summary.isPending || summary.isPlaceholderData}
      />
      <Charts view={view} chosen={chosen} />
      <div className="places">
        <Suspense fallback={<Loading what="the map" />}>
          <HeatMap view={view} shownCell={shownCell} />
        </Suspense>
        <PopularCells view={view} onShow={setShownCell} />
      </div>
      <DriverTable view={view} />
    </>
  )
}

/** Whether anything at all was recorded. */
const hasAny = (summary: Summary, of: 'value' | 'previous') =>
  ['quotes', 'bookings', 'onlineHours'].some((metric) => (summary.get(metric)?.[0]?.[of] ?? 0) > 0)

/** In a system that has just begun, what will be here and when. */
function YoungNotice({ summary, view }: { summary: Summary; view: View }) {
  if (hasAny(summary, 'value')) return null
  return (
    <div className="notice" role="status">
      <Icon name="info" />
      <div className="notice-text">
        <b>Nothing was recorded in this period</b>
        <span>
          A booking is counted within seconds of each of its steps, drivers on duty once a minute; charts of a
          few hours have a column for every quarter of an hour.{' '}
          {view.name !== 'hour' && <Link href={addressWith({ period: 'hour' })}>Show the last hour</Link>}
        </span>
      </div>
    </div>
  )
}
