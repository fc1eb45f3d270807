import { useState } from 'react'
import { Link } from '../app/router.tsx'
import { multiplierText } from '../shared/format.ts'
import { Time } from '../shared/time.tsx'
import { ControlsCard } from './controls-card.tsx'
import { type Market, shortCell } from './markets.ts'
import { ParametersDialog } from './parameters-dialog.tsx'
import { ShadowCard } from './shadow-card.tsx'
import { heldCells, PARAMETERS, parameterText, type Surge, type SurgeCell } from './surge-terms.ts'

const CELLS_SHOWN = 8

type Props = {
  market: Market
  markets: readonly Market[]
  surge: Surge
  cells: readonly SurgeCell[]
  publishedAt: string | null
  at: string | undefined
  hrefOf: (cell: string) => string
}

/** A market's surge in words: how far it is up and where, who holds it, and what it goes by. */
export function SurgeOverview({ market, markets, surge, cells, publishedAt, at, hrefOf }: Props) {
  const [editing, setEditing] = useState<'live' | 'shadow' | null>(null)
  return (
    <div className="surge-side">
      <section className="card">
        <h2>{at ? 'Surge then' : 'Surge now'}</h2>
        <Raised market={market.cell} cells={cells} publishedAt={publishedAt} hrefOf={hrefOf} />
      </section>
      <ControlsCard market={market} markets={markets} />
      <ParametersInForce live={surge.live} onEdit={() => setEditing('live')} />
      <ShadowCard market={market} surge={surge} cells={cells} onEdit={() => setEditing('shadow')} />
      {editing && (
        <ParametersDialog mode={editing} market={market} surge={surge} onClose={() => setEditing(null)} />
      )}
    </div>
  )
}

type RaisedProps = Pick<Props, 'cells' | 'publishedAt' | 'hrefOf'> & { market: string }

/** How many cells are raised, how far, and which most. */
function Raised({ market, cells, publishedAt, hrefOf }: RaisedProps) {
  const raised = heldCells(cells, market)
    .filter(({ multiplier }) => multiplier > 1)
    .sort((a, b) => b.multiplier - a.multiplier)
  return (
    <>
      <p className="surge-figures">
        <span>
          <b>{raised.length}</b> raised
        </span>
        <span>
          <b>{multiplierText(raised[0]?.multiplier ?? 1)}</b> at most
        </span>
        <span className="surge-age muted">
          {publishedAt ? (
            <>
              published <Time iso={publishedAt} />
            </>
          ) : (
            'nothing published'
          )}
        </span>
      </p>
      {raised.length === 0 ? (
        <p className="muted">Prices are at their normal everywhere.</p>
      ) : (
        <ol className="cell-list">
          {raised.slice(0, CELLS_SHOWN).map(({ cell, multiplier, inputs }) => (
            <li key={cell}>
              <Link className="cell-link" href={hrefOf(cell)}>
                <span className="id">{cell === market ? 'Whole market' : shortCell(cell)}</span>
                <span className="muted">
                  {inputs.demandNear.toFixed(1)} ask, {inputs.supplyNear.toFixed(1)} free
                </span>
                <b>{multiplierText(multiplier)}</b>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </>
  )
}

type InForceProps = { live: Surge['live']; onEdit: () => void }
const ParametersInForce = ({ live, onEdit }: InForceProps) => (
  <section className="card">
    <header className="side-head">
      <h2>
        Parameters{' '}
        <span className="muted">{live.version === 0 ? 'built in' : `version ${live.version}`}</span>
      </h2>
      <button type="button" className="quiet" onClick={onEdit}>
        Edit
      </button>
    </header>
    <dl className="parameters">
      {PARAMETERS.map((parameter) => (
        <div key={parameter.name} className="pair" title={parameter.means}>
          <dt>{parameter.label}</dt>
          <dd>{parameterText(parameter, live.parameters[parameter.name])}</dd>
        </div>
      ))}
    </dl>
  </section>
)
