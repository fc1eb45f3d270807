import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { ColumnHeads } from '../shared/column-heads.tsx'
import { money, multiplierText } from '../shared/format.ts'
import { ErrorNotice } from '../shared/states.tsx'
import type { Market } from './markets.ts'
import { compareShadow, PARAMETERS, parameterText, type Surge, type SurgeCell } from './surge-terms.ts'

const HOUR_MS = 3_600_000
const REPORT_AGAIN_MS = 60_000

type Props = { market: Market; surge: Surge; cells: readonly SurgeCell[]; onEdit: () => void }

/** The parameters that run beside those in force without touching prices, and what they would do. */
export function ShadowCard({ market, surge, cells, onEdit }: Props) {
  const cache = useQueryClient()
  const { shadow } = surge
  const end = useMutation({
    mutationFn: (version: number) =>
      call('post', '/v1/admin/surge/shadow/end', { body: { market: market.cell, version } }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['surge', market.cell] }),
  })
  return (
    <section className="card">
      <header className="side-head">
        <h2>Shadow set {shadow && <span className="muted">version {shadow.version}</span>}</h2>
        <div className="row">
          {shadow && (
            <button
              type="button"
              className="quiet"
              disabled={end.isPending}
              onClick={() => end.mutate(shadow.version)}
            >
              {end.isPending ? 'Ending…' : 'End'}
            </button>
          )}
          <button type="button" className="quiet" onClick={onEdit}>
            {shadow ? 'Edit' : 'Start one'}
          </button>
        </div>
      </header>
      {end.error && <ErrorNotice title="Not ended" error={end.error} />}
      {shadow ? (
        <>
          <Compared surge={surge} cells={cells} market={market.cell} />
          <Report market={market.cell} version={shadow.version} />
        </>
      ) : (
        <p className="muted">None runs. One tries parameters beside those in force; no price changes.</p>
      )}
    </section>
  )
}

function Compared({ surge, cells, market }: { surge: Surge; cells: readonly SurgeCell[]; market: string }) {
  const { higher, lower, mean, differences } = compareShadow(cells, market)
  const other = PARAMETERS.filter(
    ({ name }) => surge.shadow && surge.shadow.parameters[name] !== surge.live.parameters[name],
  )
  return (
    <>
      <dl className="parameters">
        {other.map((parameter) => (
          <div key={parameter.name} className="pair">
            <dt>{parameter.label}</dt>
            <dd>
              <s>{parameterText(parameter, surge.live.parameters[parameter.name])}</s>
              {surge.shadow && parameterText(parameter, surge.shadow.parameters[parameter.name])}
            </dd>
          </div>
        ))}
      </dl>
      <p>
        Of {differences.length} cells {higher} would be higher and {lower} lower; {mean < 0 ? '−' : '+'}
        {Math.abs(mean).toFixed(3)} in the mean.
      </p>
    </>
  )
}

/** The last hour with the shadow set's multipliers. */
function Report({ market, version }: { market: string; version: number }) {
  const report = useQuery({
    queryKey: ['surge-report', market, version],
    queryFn: () => {
      const to = new Date()
      const from = new Date(to.getTime() - HOUR_MS)
      const query = { market, from: from.toISOString(), to: to.toISOString() }
      return call('get', '/v1/admin/surge/shadow-report', { query })
    },
    refetchInterval: REPORT_AGAIN_MS,
  })
  const { data } = report
  if (!data || data.publications === 0) return null
  const row = (label: string, live: string, shadow: string) => (
    <tr key={label}>
      <th scope="row">{label}</th>
      <td className="number">{live}</td>
      <td className="number">{shadow}</td>
    </tr>
  )
  return (
    <table className="plain shadow-report">
      <ColumnHeads of={['Last hour', 'Live', 'Shadow']} numbers={['Live', 'Shadow']} />
      <tbody>
        {row(
          'Mean multiplier',
          multiplierText(data.live.multiplierMean),
          multiplierText(data.shadow.multiplierMean),
        )}
        {row('Highest', multiplierText(data.live.multiplierMax), multiplierText(data.shadow.multiplierMax))}
        {row('Expected bookings', data.live.expectedDemand.toFixed(0), data.shadow.expectedDemand.toFixed(0))}
        {data.prices.map(({ liveMean, shadowMean, quotes }) =>
          row(`Mean of ${quotes} quotes`, money(liveMean), money(shadowMean)),
        )}
      </tbody>
    </table>
  )
}
