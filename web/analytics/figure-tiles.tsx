import { Tooltip } from '@base-ui/react/tooltip'
import { Link } from '../app/router.tsx'
import { type FigureLook, figureLook, SHOWN_METRICS, type ShownMetric, toneOf } from './figure-list.ts'
import { brief, changeOf, exact, NOTHING } from './format-figure.ts'
import { spanLabel } from './time-labels.ts'
import type { Compared, Summary } from './use-summary.ts'
import { addressWith, type View } from './view.ts'

const NONE: Compared = { currency: null, value: null, previous: null }
const CANCELLERS = [
  ['cancelledByCustomer', 'customer'],
  ['cancelledByDriver', 'driver'],
  ['cancelledByOperator', 'operator'],
] as const

type Props = {
  summary: Summary | undefined
  view: View
  chosen: ShownMetric
  isCompared: boolean
  isOld: boolean
}

/** Every figure of the period at a glance; each leads to its course over time. */
export const FigureTiles = ({ summary, view, chosen, isCompared, isOld }: Props) => (
  <Tooltip.Provider delay={250}>
    <ul className="tiles" aria-label="Figures of the period" aria-busy={isOld}>
      {SHOWN_METRICS.map((metric) => (
        <li key={metric}>
          <Tile
            metric={metric}
            amounts={summary?.get(metric) ?? []}
            cancellers={metric === 'cancelled' ? summary : undefined}
            {...{ view, isCompared, isChosen: metric === chosen }}
          />
        </li>
      ))}
    </ul>
  </Tooltip.Provider>
)

type TileProps = {
  metric: ShownMetric
  amounts: readonly Compared[]
  cancellers: Summary | undefined
  view: View
  isCompared: boolean
  isChosen: boolean
}

function Tile({ metric, amounts, cancellers, view, isCompared, isChosen }: TileProps) {
  const look = figureLook(metric)
  const shown = amounts.length > 0 ? amounts : [NONE]
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        render={
          <Link
            href={addressWith({ figure: metric })}
            className="tile"
            data-metric={metric}
            aria-current={isChosen ? 'true' : undefined}
          />
        }
      >
        <span className="tile-label">{look.label}</span>
        {shown.map((amount) => (
          <span key={amount.currency} className="tile-value" data-several={shown.length > 1}>
            <b>{brief({ unit: look.unit, ...amount })}</b>
            {isCompared && <Delta look={look} amount={amount} />}
          </span>
        ))}
        {cancellers && <Cancellers summary={cancellers} />}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="analytics-tip-place">
          <Tooltip.Popup className="analytics-tip">
            <span className="tip-meaning">{look.meaning}</span>
            {shown.map((amount) => (
              <Exact key={amount.currency} {...{ look, amount, view }} />
            ))}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}

/** How it differs from the earlier period: by sign and words, and by colour only beside these. */
function Delta({ look, amount }: { look: FigureLook; amount: Compared }) {
  const change = changeOf(look.unit, amount.value, amount.previous)
  if (!change) {
    const said =
      amount.previous === null
        ? 'nothing before'
        : `before ${exact({ ...amount, unit: look.unit, value: amount.previous })}`
    return <small className="muted">{said}</small>
  }
  const tone = toneOf(look, change.direction)
  return (
    <small className={`delta ${tone ?? ''}`} data-tone={tone}>
      {change.text}
      {tone && <span className="visually-hidden">, {tone === 'good' ? 'better' : 'worse'}</span>}
    </small>
  )
}

function Exact({ look: { unit }, amount, view }: { look: FigureLook; amount: Compared; view: View }) {
  const { currency, value, previous } = amount
  return (
    <dl className="tip-values">
      <dt>{spanLabel(view.span, view.timeZone)}</dt>
      <dd>{exact({ unit, currency, value })}</dd>
      {view.earlier && (
        <>
          <dt>{spanLabel(view.earlier, view.timeZone)}</dt>
          <dd>{exact({ unit, currency, value: previous })}</dd>
        </>
      )}
    </dl>
  )
}

function Cancellers({ summary }: { summary: Summary }) {
  const parts = CANCELLERS.map(([metric, who]) => ({ who, value: summary.get(metric)?.[0]?.value ?? 0 }))
  const told = parts.filter(({ value }) => value > 0).map(({ who, value }) => `${value} by ${who}`)
  return <span className="tile-parts">{told.length > 0 ? told.join(' · ') : NOTHING}</span>
}
