import type { ReactNode } from 'react'
import { Link, useAddress } from '../app/router.tsx'
import { type Market, MarketOptions } from '../shared/markets.tsx'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { COMPARISONS, type Comparison, PERIODS, type PeriodName } from './period.ts'
import { spanLabel } from './time-labels.ts'
import { addressWith, change, periodName, type View } from './view.ts'

const PERIOD_LABELS: Record<PeriodName, string> = {
  hour: 'Last hour',
  today: 'Today',
  yesterday: 'Yesterday',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  year: 'Year',
  own: 'Own range',
}
const COMPARISON_LABELS: Record<Comparison, string> = {
  before: 'the period before',
  week: 'a week before',
  year: 'a year before',
  none: 'nothing',
}

type Props = {
  view: View
  markets: readonly Market[]
  isNothingBefore: boolean
  rangeError: string | undefined
}

/** Of when the figures are. */
export function PeriodChoice() {
  const { query } = useAddress()
  const chosen = periodName(query)
  return (
    <nav className="segments" aria-label="Period">
      {PERIODS.map((name) => (
        <Link
          key={name}
          href={addressWith({ period: name })}
          aria-current={name === chosen ? 'true' : undefined}
        >
          {PERIOD_LABELS[name]}
        </Link>
      ))}
    </nav>
  )
}

/** What the figures are of and compared with. */
export function Controls({ view, markets, isNothingBefore, rangeError }: Props) {
  return (
    <div className="analytics-controls">
      {view.name === 'own' && <Range view={view} error={rangeError} />}
      <Select name="compare" label="Compared with" value={view.comparison}>
        {COMPARISONS.map((comparison) => (
          <option key={comparison} value={comparison}>
            {COMPARISON_LABELS[comparison]}
          </option>
        ))}
      </Select>
      <Select name="market" label="Market" value={view.market?.market ?? ''}>
        <option value="">All</option>
        <MarketOptions markets={markets} />
      </Select>
      <Select name="vehicleClass" label="Class" value={view.vehicleClass ?? ''}>
        <option value="">All</option>
        {VEHICLE_CLASSES.map((each) => (
          <option key={each} value={each}>
            {vehicleClassLabel(each)}
          </option>
        ))}
      </Select>
      <p className="analytics-span">
        <b>{spanLabel(view.span, view.timeZone)}</b>{' '}
        {view.earlier && <>against {spanLabel(view.earlier, view.timeZone)}</>}
        {isNothingBefore && <>, of which nothing is recorded</>}
        {view.earlier && ', '}
        in {view.timeZone.replaceAll('_', ' ')} time
        {view.isRunning && '; the quarter of an hour that is on still counts'}
      </p>
    </div>
  )
}

type SelectProps = { name: string; label: string; value: string; children: ReactNode }
export const Select = ({ name, label, value, children }: SelectProps) => (
  <label className="inline">
    {label}
    <select value={value} onChange={(event) => change({ [name]: event.target.value || undefined })}>
      {children}
    </select>
  </label>
)

/** Days, both included; what the server says against them stands beside them. */
function Range({ view: { days }, error }: { view: View; error: string | undefined }) {
  const field = (name: 'from' | 'to', label: string, value: string) => (
    <label className="inline">
      {label}
      <input
        type="date"
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={error ? 'range-error' : undefined}
        onChange={(event) =>
          event.target.value && change({ from: days.first, to: days.last, [name]: event.target.value })
        }
      />
    </label>
  )
  return (
    <div className="range">
      {field('from', 'From', days.first)}
      {field('to', 'To', days.last)}
      {error && (
        <span id="range-error" className="field-error" role="alert">
          {error}
        </span>
      )}
    </div>
  )
}
