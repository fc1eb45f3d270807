import { useState } from 'react'
import { saveFile } from '../api/client.ts'
import { ErrorNotice } from '../shared/states.tsx'
import { Chart } from './chart/chart.tsx'
import { chartCsv } from './chart/chart-csv.ts'
import type { ChartData } from './chart/chart-data.ts'
import { ChartTable } from './chart/chart-table.tsx'
import { useSeries, type Wanted } from './use-series.ts'
import { fileName, type View } from './view.ts'

type Props = { id: string; title: string; view: View; wanted: Wanted }

/** A chart with its legend; the same as a table, and as a file. */
export function ChartCard({ id, title, view, wanted }: Props) {
  const charts = useSeries(view, wanted)
  const [isTable, setIsTable] = useState(false)
  const [currency, setCurrency] = useState<string | null>(null)
  const data = charts.data?.find((chart) => chart.currency === currency) ?? charts.data?.[0]
  return (
    <section className="card chart-card" data-chart={id} aria-labelledby={`chart-${id}`}>
      <header>
        <h2 id={`chart-${id}`}>{title}</h2>
        {charts.data && charts.data.length > 1 && data && (
          <Currencies charts={charts.data} shown={data} onChoose={setCurrency} />
        )}
        <div className="actions">
          <button
            type="button"
            className="quiet"
            aria-pressed={isTable}
            aria-label={`${title} as a table`}
            onClick={() => setIsTable(!isTable)}
          >
            Table
          </button>
          <button
            type="button"
            className="quiet"
            disabled={!data || data.spans.length === 0}
            aria-label={`Save ${title.toLowerCase()} as CSV`}
            onClick={() =>
              data && saveFile(new Blob([chartCsv(data)], { type: 'text/csv' }), fileName(id, view))
            }
          >
            CSV
          </button>
        </div>
      </header>
      <div className="chart-body" aria-busy={charts.isPlaceholderData}>
        {charts.error && (
          <ErrorNotice
            error={charts.error}
            onRetry={() => void charts.refetch()}
            isRetrying={charts.isFetching}
          />
        )}
        {charts.isPending && <ChartSkeleton what={title.toLowerCase()} />}
        {data && (isTable ? <ChartTable label={title} data={data} /> : <Chart label={title} data={data} />)}
      </div>
      <Legend wanted={wanted} isCompared={view.earlier !== null} />
    </section>
  )
}

export const ChartSkeleton = ({ what }: { what: string }) => (
  <div className="chart-skeleton" role="status">
    <span className="visually-hidden">Loading {what}…</span>
  </div>
)

type CurrenciesProps = {
  charts: readonly ChartData[]
  shown: ChartData
  onChoose: (currency: string) => void
}
const Currencies = ({ charts, shown, onChoose }: CurrenciesProps) => (
  <select
    className="currency"
    aria-label="Currency"
    value={shown.currency ?? ''}
    onChange={(event) => onChoose(event.target.value)}
  >
    {charts.map(({ currency }) => (
      <option key={currency} value={currency ?? ''}>
        {currency}
      </option>
    ))}
  </select>
)

const Legend = ({ wanted: { courses, kind }, isCompared }: { wanted: Wanted; isCompared: boolean }) => (
  <ul className="chart-legend">
    {courses.map(({ metric, name, colour }) => (
      <li key={metric}>
        <i className="swatch" style={{ background: `var(--${colour})` }} />
        {name}
      </li>
    ))}
    {isCompared && (
      <li>
        <i className="swatch faint" />
        {kind === 'columns' && courses.length > 1 ? 'All of them before' : 'Before'}
      </li>
    )}
  </ul>
)
