import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Answer } from '../api/routes.ts'
import { saveCsv, type Watch } from '../api/save-csv.ts'
import { ErrorNotice } from '../shared/states.tsx'
import { ChartSkeleton } from './chart-card.tsx'
import { exact, NOTHING } from './format-figure.ts'
import { SaveButton } from './save-button.tsx'
import { againMs, fileName, filterQuery, periodQuery, type View } from './view.ts'

type Stage = Answer<'get', '/v1/analytics/funnel'>['items'][number]
const LABELS: Record<string, string> = {
  quoted: 'Quoted',
  booked: 'Booked',
  assigned: 'Assigned',
  collected: 'Collected',
  delivered: 'Delivered',
  completed: 'Completed',
}
const count = (value: number) => exact({ unit: 'count', currency: null, value })
const share = (value: number | null) => exact({ unit: 'share', currency: null, value })

/** How far the quotes of the period have come, each stage with what was lost before it. */
export function Funnel({ view }: { view: View }) {
  const filter = filterQuery(view)
  const periods = [view.span, ...(view.earlier ? [view.earlier] : [])].map(periodQuery)
  const funnel = useQuery({
    queryKey: ['analytics', 'funnel', filter, periods],
    queryFn: () =>
      Promise.all(
        periods.map(
          async (period) =>
            (await call('get', '/v1/analytics/funnel', { query: { ...period, ...filter } })).items,
        ),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: againMs(view),
  })
  const save = (watch: Watch) =>
    saveCsv(
      '/v1/analytics/funnel',
      { query: { ...periodQuery(view.span), ...filter } },
      fileName('funnel', view),
      watch,
    )
  const [stages, before] = funnel.data ?? []
  return (
    <section className="card chart-card" data-chart="funnel" aria-labelledby="chart-funnel">
      <header>
        <h2 id="chart-funnel">From the quote to the end</h2>
        <div className="actions">
          <SaveButton what="the funnel" save={save} />
        </div>
      </header>
      <div className="chart-body" aria-busy={funnel.isPlaceholderData}>
        {funnel.error && (
          <ErrorNotice
            error={funnel.error}
            onRetry={() => void funnel.refetch()}
            isRetrying={funnel.isFetching}
          />
        )}
        {funnel.isPending && <ChartSkeleton what="the funnel" />}
        {stages && <Stages stages={stages} before={before} />}
      </div>
      <p className="chart-legend">Quotes of the period, and how far they have come by now</p>
    </section>
  )
}

function Stages({ stages, before }: { stages: readonly Stage[]; before: readonly Stage[] | undefined }) {
  const most = Math.max(
    1,
    ...stages.map((stage) => stage.count),
    ...(before ?? []).map((stage) => stage.count),
  )
  return (
    <table className="funnel">
      <thead>
        <tr>
          <th scope="col">Stage</th>
          <td />
          <th scope="col" className="number">
            Count
          </th>
          <th scope="col" className="number">
            Went on
          </th>
          <th scope="col" className="number">
            Lost
          </th>
          {before && (
            <th scope="col" className="number">
              Before
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {stages.map(({ stage, count: many, ofPrevious }, i) => {
          const earlier = before?.[i]?.count ?? 0
          const lost = (stages[i - 1]?.count ?? many) - many
          return (
            <tr key={stage} data-stage={stage}>
              <th scope="row">{LABELS[stage] ?? stage}</th>
              <td>
                <span className="funnel-track">
                  <span className="funnel-bar" style={{ width: `${(many / most) * 100}%` }} />
                  {earlier > 0 && (
                    <span className="funnel-mark" style={{ left: `${(earlier / most) * 100}%` }} />
                  )}
                </span>
              </td>
              <td className="number">{count(many)}</td>
              <td className="number">{share(ofPrevious)}</td>
              <td className="number">{lost > 0 ? `−${count(lost)}` : NOTHING}</td>
              {before && <td className="number muted">{count(earlier)}</td>}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
