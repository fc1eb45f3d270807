import type { GeoJSONSource, MapLayerMouseEvent, MapLibreMap } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import { EMPTY, MAP_FONT } from '../map/base-style.ts'
import { cellOutline } from '../map/cell-outline.ts'
import { addCells, showCells, type WeighedCell } from '../map/cells.ts'
import { MapCanvas } from '../map/map-canvas.tsx'
import { themeColour } from '../map/theme-colours.ts'
import { multiplierText } from '../shared/format.ts'
import { boundsOfCells, marketBounds } from './cell-bounds.ts'
import type { ZoneFeature } from './use-surge.ts'

const OPTIONS = { dragRotate: false, pitchWithRotate: false }
/** Cells from near enough that they have their labels, and with what is around them. */
const FIT = { padding: 60, maxZoom: 12.5, animate: false }
const LOWER = 'surge-lower'
const CHOSEN = 'surge-chosen'
const CAPS = 'surge-caps'

type Props = {
  market: string
  /** Whether the cells were read yet. */
  isKnown: boolean
  /** Cells that are raised, and those that the shadow set would lower. */
  raised: readonly WeighedCell[]
  lowered: readonly WeighedCell[]
  zones: readonly ZoneFeature[]
  chosen: string | undefined
  onChoose: (cell: string) => void
}

/** The cells of a market; those of zones with a cap have its outline. */
export function SurgeMap({ market, isKnown, raised, lowered, zones, chosen, onChoose }: Props) {
  const [map, setMap] = useState<MapLibreMap | null>(null)
  const [options] = useState(() => ({ ...OPTIONS, bounds: marketBounds(market) }))

  useFirstSight(map, isKnown ? [...raised, ...lowered] : undefined, chosen)
  useEffect(() => {
    if (map) void showCells(map, 'surge', raised)
  }, [map, raised])
  useEffect(() => {
    if (map) void showCells(map, LOWER, lowered)
  }, [map, lowered])
  useEffect(() => {
    if (map) void map.getSource<GeoJSONSource>(CAPS)?.setData(capsOf(zones))
  }, [map, zones])
  useEffect(() => {
    const features = chosen ? [cellOutline(chosen, {})] : []
    if (map) void map.getSource<GeoJSONSource>(CHOSEN)?.setData({ type: 'FeatureCollection', features })
  }, [map, chosen])
  useEffect(() => {
    if (!map) return
    const choose = ({ features }: MapLayerMouseEvent) => {
      const cell = features?.[0]?.properties.cell as string | undefined
      if (cell) onChoose(cell)
    }
    const layers = ['surge', LOWER]
    map.on('click', layers, choose)
    return () => void map.off('click', layers, choose)
  })

  return (
    <MapCanvas
      label="Map of surge"
      options={options}
      onMap={(ready) => {
        if (ready) addLayers(ready)
        setMap(ready)
      }}
    />
  )
}

/** Begins where the cells are, or the chosen one; from then on the map is where one has moved it. */
function useFirstSight(
  map: MapLibreMap | null,
  cells: readonly WeighedCell[] | undefined,
  chosen: string | undefined,
) {
  const hasBegun = useRef(false)
  useEffect(() => {
    if (!map || !cells || hasBegun.current) return
    hasBegun.current = true
    const raised = cells.filter(({ weight }) => weight > 0)
    const shown = (raised.length > 0 ? raised : cells).map(({ cell }) => cell)
    const bounds = boundsOfCells(chosen ? [chosen] : shown)
    if (bounds) map.fitBounds(bounds, FIT)
  }, [map, cells, chosen])
}

function addLayers(map: MapLibreMap) {
  addCells(map, LOWER, 'accent')
  for (const id of [CHOSEN, CAPS]) map.addSource(id, { type: 'geojson', data: EMPTY })
  map.addLayer({
    id: CAPS,
    type: 'line',
    source: CAPS,
    paint: { 'line-color': themeColour('pickup'), 'line-width': 1.6, 'line-dasharray': [3, 2] },
  })
  map.addLayer({
    id: `${CAPS}-label`,
    type: 'symbol',
    source: CAPS,
    layout: {
      'symbol-placement': 'line',
      'text-field': ['get', 'label'],
      'text-font': MAP_FONT,
      'text-size': 11,
    },
    paint: {
      'text-color': themeColour('pickup'),
      'text-halo-color': themeColour('map-city'),
      'text-halo-width': 1.5,
    },
  })
  map.addLayer({
    id: CHOSEN,
    type: 'line',
    source: CHOSEN,
    paint: { 'line-color': themeColour('text'), 'line-width': 2.5 },
  })
}

const capsOf = (zones: readonly ZoneFeature[]): GeoJSON.FeatureCollection => ({
  type: 'FeatureCollection',
  features: zones.map(({ geometry, properties }) => ({
    type: 'Feature',
    geometry: geometry as GeoJSON.Geometry,
    properties: { label: `${properties.name}: at most ${multiplierText(properties.settings.cap ?? 1)}` },
  })),
})
