import type { MapLayerMouseEvent, MapLibreMap } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import { saveCsv, type Watch } from '../api/save-csv.ts'
import { useAddress } from '../app/router.tsx'
import { addCells, showCells } from '../map/cells.ts'
import { MapCanvas } from '../map/map-canvas.tsx'
import { boundsOf } from '../shared/bounds.ts'
import { oneOf } from '../shared/filters.tsx'
import { ErrorNotice } from '../shared/states.tsx'
import { Select } from './controls.tsx'
import { HeatLegend } from './heat-legend.tsx'
import { type Cell, usePopularCells } from './popular-cells.tsx'
import { SaveButton } from './save-button.tsx'
import { HEAT_LOOKS, HEATS, type Heat, RESOLUTIONS, resolutionAt, useHeat } from './use-heat.ts'
import { fileName, filterQuery, periodQuery, type View } from './view.ts'

const OPTIONS = { dragRotate: false, pitchWithRotate: false, cooperativeGestures: true }
const CELL_ZOOM = 13
const FIT = { padding: 90, maxZoom: 12, animate: false }
const START_ZOOM = 11
const layerOf = (heat: Heat) => `heat-${heat}`
type Item = { cell: string; value: number }

/** Where there was demand, supply and what was left unmet in the period. */
export default function HeatMap({ view, shownCell }: { view: View; shownCell: Cell | null }) {
  const { query } = useAddress()
  const heat = oneOf(HEATS, query.get('heat')) ?? 'demand'
  const chosen = RESOLUTIONS.find((each) => String(each) === query.get('res'))
  const [map, setMap] = useState<MapLibreMap | null>(null)
  const zoomed = useZoomedResolution(map)
  const resolution = chosen ?? zoomed
  const cells = useHeat(view, heat, resolution)
  const pointed = usePointed(map, heat)
  const items = cells.data ?? []
  useShown(map, heat, items)
  useMoves(map, view, shownCell)
  const save = (watch: Watch) =>
    saveCsv(
      '/v1/analytics/heatmap',
      { query: { ...periodQuery(view.span), ...filterQuery(view), metric: heat, resolution } },
      fileName(`${heat}-resolution-${resolution}`, view),
      watch,
    )
  return (
    <section className="card heat-card" aria-labelledby="heat">
      <header>
        <h2 id="heat">Where</h2>
        <span className="muted">by whole hours</span>
        <Select name="heat" label="Show" value={heat}>
          {HEATS.map((each) => (
            <option key={each} value={each}>
              {HEAT_LOOKS[each].label}
            </option>
          ))}
        </Select>
        <Select name="res" label="Cells" value={chosen ? String(chosen) : ''}>
          <option value="">by the zoom (now {zoomed})</option>
          {RESOLUTIONS.map((each) => (
            <option key={each} value={each}>
              of resolution {each}
            </option>
          ))}
        </Select>
        <div className="actions">
          <SaveButton what="the map’s cells" save={save} isDisabled={items.length === 0} />
        </div>
      </header>
      {cells.error && (
        <ErrorNotice error={cells.error} onRetry={() => void cells.refetch()} isRetrying={cells.isFetching} />
      )}
      <div className="heat-map" aria-busy={cells.isPlaceholderData}>
        <MapCanvas
          label={`Map of ${HEAT_LOOKS[heat].label.toLowerCase()}`}
          options={OPTIONS}
          onMap={setMap}
        />
        <HeatLegend heat={heat} items={items} pointed={pointed} isKnown={cells.isSuccess} />
      </div>
    </section>
  )
}

/** The resolution that suits the zoom of the map. */
function useZoomedResolution(map: MapLibreMap | null): number {
  const [resolution, setResolution] = useState(() => resolutionAt(START_ZOOM))
  useEffect(() => {
    if (!map) return
    const look = () => setResolution(resolutionAt(map.getZoom()))
    look()
    map.on('zoomend', look)
    return () => void map.off('zoomend', look)
  }, [map])
  return resolution
}

/** Paints the cells of one kind, and takes those of the others off. */
function useShown(map: MapLibreMap | null, heat: Heat, items: readonly Item[]) {
  useEffect(() => {
    if (!map) return
    for (const each of HEATS)
      if (!map.getSource(layerOf(each))) addCells(map, layerOf(each), HEAT_LOOKS[each].colour)
    const most = items[0]?.value ?? 1
    for (const each of HEATS)
      void showCells(
        map,
        layerOf(each),
        each === heat ? items.map(({ cell, value }) => ({ cell, weight: Math.sqrt(value / most) })) : [],
      )
  }, [map, heat, items])
}

/** The cell below the pointer. */
function usePointed(map: MapLibreMap | null, heat: Heat): string | null {
  const [pointed, setPointed] = useState<string | null>(null)
  useEffect(() => {
    if (!map) return
    const layer = layerOf(heat)
    const point = ({ features }: MapLayerMouseEvent) =>
      setPointed(String(features?.[0]?.properties.cell ?? '') || null)
    const leave = () => setPointed(null)
    map.on('mousemove', layer, point)
    map.on('mouseleave', layer, leave)
    return () => {
      map.off('mousemove', layer, point)
      map.off('mouseleave', layer, leave)
      setPointed(null)
    }
  }, [map, heat])
  return pointed
}

/** Begins where goods are picked up most, goes to the market when one is chosen, and to a cell of the list. */
function useMoves(map: MapLibreMap | null, view: View, shownCell: Cell | null) {
  const popular = usePopularCells(view)
  const begun = useRef<string | null>(null)
  const gone = useRef<Cell | null>(null)
  const market = view.market?.market ?? ''
  const { lat, lng } = view.market ?? {}
  const cells = popular.isPlaceholderData ? undefined : popular.data
  useEffect(() => {
    if (!map || !cells || begun.current === market) return
    const whole = boundsOf(cells)
    if (whole) map.fitBounds(whole, FIT)
    else if (lat !== undefined && lng !== undefined) map.jumpTo({ center: [lng, lat] })
    if (whole || market) begun.current = market
  }, [map, cells, market, lat, lng])
  useEffect(() => {
    if (!map || !shownCell || gone.current === shownCell) return
    gone.current = shownCell
    map.flyTo({ center: [shownCell.lng, shownCell.lat], zoom: Math.max(map.getZoom(), CELL_ZOOM) })
  }, [map, shownCell])
}
