import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Answer } from '../api/routes.ts'
import { saveCsv, type Watch } from '../api/save-csv.ts'
import { ColumnHeads } from '../shared/column-heads.tsx'
import { Empty, ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { exact } from './format-figure.ts'
import { SaveButton } from './save-button.tsx'
import { againMs, fileName, filterQuery, periodQuery, type View } from './view.ts'

export type Cell = Answer<'get', '/v1/analytics/cells'>['items'][number]
const SHOWN = 14
const SAVED_MAX = 200
const RESOLUTION = 8

const askedOf = (view: View) => ({
  ...periodQuery(view.span),
  ...filterQuery(view),
  resolution: RESOLUTION,
})

export function usePopularCells(view: View) {
  const asked = askedOf(view)
  return useQuery({
    queryKey: ['analytics', 'cells', asked],
    queryFn: async () =>
      (await call('get', '/v1/analytics/cells', { query: { ...asked, limit: SHOWN } })).items,
    placeholderData: keepPreviousData,
    refetchInterval: againMs(view),
  })
}

/** Where goods are picked up most; each can be shown on the map. */
export function PopularCells({ view, onShow }: { view: View; onShow: (cell: Cell) => void }) {
  const cells = usePopularCells(view)
  const save = (watch: Watch) =>
    saveCsv(
      '/v1/analytics/cells',
      { query: { ...askedOf(view), limit: SAVED_MAX } },
      fileName('pickups', view),
      watch,
    )
  const items = cells.data
  return (
    <section className="card popular-card" aria-labelledby="popular">
      <header>
        <h2 id="popular">Where goods are picked up most</h2>
        <div className="actions">
          <SaveButton what="the pickup cells" save={save} isDisabled={!items?.length} />
        </div>
      </header>
      {cells.error && (
        <ErrorNotice error={cells.error} onRetry={() => void cells.refetch()} isRetrying={cells.isFetching} />
      )}
      {cells.isPending && <LoadingRows what="the cells" rows={SHOWN} />}
      {items?.length === 0 && (
        <Empty icon="pin" title="No pickups in this period">
          A cell is listed once goods have been collected in it.
        </Empty>
      )}
      {items && items.length > 0 && (
        <div aria-busy={cells.isPlaceholderData}>
          <Rows items={items} onShow={onShow} />
        </div>
      )}
    </section>
  )
}

const Rows = ({ items, onShow }: { items: readonly Cell[]; onShow: (cell: Cell) => void }) => (
  <table className="popular">
    <ColumnHeads
      of={['Cell', 'Pickups', 'Share', 'Booked', 'Unmet']}
      numbers={['Pickups', 'Share', 'Booked', 'Unmet']}
    />
    <tbody>
      {items.map((cell) => (
        <tr key={cell.cell}>
          <th scope="row">
            <button
              type="button"
              className="quiet popular-place"
              title="Show on the map"
              onClick={() => onShow(cell)}
            >
              {cell.lat.toFixed(3)}, {cell.lng.toFixed(3)}
            </button>
          </th>
          <td className="number">{cell.pickups}</td>
          <td className="number">{exact({ unit: 'share', currency: null, value: cell.share })}</td>
          <td className="number">{cell.bookings}</td>
          <td className="number">{cell.unmet > 0 ? <b className="bad-text">{cell.unmet}</b> : 0}</td>
        </tr>
      ))}
    </tbody>
  </table>
)
