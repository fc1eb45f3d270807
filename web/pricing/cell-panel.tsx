import { Link } from '../app/router.tsx'
import { multiplierText } from '../shared/format.ts'
import { Icon } from '../shared/icons.tsx'
import { ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { CellChart } from './cell-chart.tsx'
import { type Market, shortCell } from './markets.ts'
import { MULTIPLIER_PERMILLE } from './rate-terms.ts'
import { heldCells, type Parameters, type SurgeCell, whyText } from './surge-terms.ts'
import { useCellHistory } from './use-surge.ts'

type Props = {
  cell: string
  market: Market
  cells: readonly SurgeCell[]
  at: string | undefined
  parameters: Parameters
  backHref: string
}

/** One cell: its multiplier and why it is so, and the hour up to then. */
export function CellPanel({ cell, market, cells, at, parameters, backHref }: Props) {
  const found = cells.find((each) => each.cell === cell)
  const held = heldCells(cells, market.cell)
  const override = held[0]?.cell === market.cell ? held[0] : undefined
  const history = useCellHistory(market.cell, cell, at)
  return (
    <section className="card surge-side" aria-labelledby="cell-title">
      <Link className="back" href={backHref}>
        <Icon name="arrowLeft" />
        All cells
      </Link>
      <header className="cell-head">
        <h2 id="cell-title">
          {cell === market.cell ? 'The whole market' : 'Cell'}{' '}
          <span className="id" title={cell}>
            {shortCell(cell)}
          </span>
        </h2>
        <b className="cell-multiplier">{multiplierText((override ?? found)?.multiplier ?? 1)}</b>
      </header>
      {override && found !== override && (
        <p className="notice">
          <Icon name="info" />
          <span>An override holds for the whole market. Below is what the cell has beneath it.</span>
        </p>
      )}
      {found ? (
        <Inputs of={found} parameters={parameters} />
      ) : (
        <p className="muted">Nobody asked for a price near this cell then, so it has no surge.</p>
      )}
      <h3>The hour {at ? 'up to then' : 'up to now'}</h3>
      {history.data ? (
        <CellChart
          {...history.data}
          cell={cell}
          market={market.cell}
          zone={market.timeZone}
          cap={parameters.capPermille / MULTIPLIER_PERMILLE}
        />
      ) : history.error ? (
        <ErrorNotice error={history.error} onRetry={() => void history.refetch()} />
      ) : (
        <LoadingRows what="the history" rows={4} />
      )}
    </section>
  )
}

type InputsProps = { of: SurgeCell; parameters: Parameters }

function Inputs({ of: { multiplier, shadowMultiplier, inputs }, parameters }: InputsProps) {
  const cap = parameters.capPermille / MULTIPLIER_PERMILLE
  const row = (label: string, value: string, note?: string) => (
    <div className="pair">
      <dt>
        {label}
        {note && <small className="muted">{note}</small>}
      </dt>
      <dd>{value}</dd>
    </div>
  )
  const near = parameters.rings === 1 ? 'and its ring' : `and ${parameters.rings} rings around`
  return (
    <>
      <p className="cell-why" data-decided-by={inputs.decidedBy}>
        {whyText(inputs.decidedBy)}
      </p>
      <dl className="inputs">
        {row('Demand', inputs.demand.toFixed(1), 'customers who asked, less with age')}
        {row('Demand nearby', inputs.demandNear.toFixed(1), near)}
        {row('Supply', inputs.supply.toFixed(0), 'free drivers in it')}
        {row('Supply nearby', inputs.supplyNear.toFixed(1), near)}
        {row('Ratio', inputs.ratio.toFixed(2), 'nearby, with what is assumed')}
        {row('Target', multiplierText(inputs.target), 'what the ratio asks for')}
        {row('Smoothed', multiplierText(inputs.smoothed), 'how far it has come')}
        {row('Before', multiplierText(inputs.previous))}
        {row('Published', multiplierText(multiplier), `cap ${multiplierText(cap)}`)}
        {inputs.zoneCap !== undefined && row('Cap of zones', multiplierText(inputs.zoneCap))}
        {shadowMultiplier !== null && row('Shadow set', multiplierText(shadowMultiplier))}
        {row('Parameters', inputs.parametersVersion === 0 ? 'built in' : `v${inputs.parametersVersion}`)}
      </dl>
    </>
  )
}
