import type {
  ExpressionSpecification,
  GeoJSONSource,
  LayerSpecification,
  LineLayerSpecification,
  MapLibreMap,
  SymbolLayerSpecification,
} from 'maplibre-gl'
import { EMPTY } from './base-style.ts'
import { addCells } from './cells.ts'
import { type Haul, haulFeatures, lineOf, type Showing, stopsOf } from './haul-features.ts'
import { drawPin, PIN_NAMES, PIN_RATIO } from './pins.ts'
import { themeColour } from './theme-colours.ts'

/** From afar only where goods wait: the other ends of a city's hauls would lie over each other. */
const ENDS_MIN_ZOOM = 11.6
/** How strong what is beside the haul that is looked at is left. */
const ASIDE_OPACITY = 0.22
export const PICKABLE = ['chosen-stops', 'stops', 'ends'] as const

const collection = (features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({
  type: 'FeatureCollection',
  features,
})

const pins = (id: string, source: string, more: Partial<SymbolLayerSpecification>) =>
  ({
    id,
    type: 'symbol',
    source,
    layout: {
      'icon-image': ['get', 'icon'],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 9, 0.42, 11, 0.6, 14, 1],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'symbol-sort-key': ['match', ['get', 'icon'], 'pickup-searching', 2, 'pickup', 1, 0],
    },
    paint: { 'icon-opacity': ['case', ['get', 'isAside'], ASIDE_OPACITY, 1] },
    ...more,
  }) as SymbolLayerSpecification

const line = (id: string, paint: LineLayerSpecification['paint']) =>
  ({
    id,
    type: 'line',
    source: id,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': themeColour('haul'), ...paint },
  }) satisfies LayerSpecification

function layers(): LayerSpecification[] {
  const isEnd: ExpressionSpecification = ['get', 'isEnd']
  const byPhase = (searching: number, underWay: number) => [
    ...['match', ['get', 'phase']],
    ...['searching', searching, 'alone', 0.8, 'aside', underWay * ASIDE_OPACITY],
    underWay,
  ]
  return [
    line('hauls', {
      'line-width': 1.6,
      'line-opacity': ['step', ['zoom'], byPhase(0.14, 0), ENDS_MIN_ZOOM, byPhase(0.85, 0.3)] as never,
      'line-dasharray': [1, 2.2],
    }),
    pins('ends', 'stops', { filter: isEnd, minzoom: ENDS_MIN_ZOOM }),
    pins('stops', 'stops', { filter: ['!', isEnd] }),
    line('chosen', { 'line-width': 3, 'line-opacity': 0.9 }),
    pins('chosen-stops', 'chosen', { filter: ['==', ['geometry-type'], 'Point'] }),
  ]
}

/** Puts the layers of bookings and surge over the base map. */
export function addOverlay(map: MapLibreMap) {
  for (const name of PIN_NAMES) map.addImage(name, drawPin(name), { pixelRatio: PIN_RATIO })
  addCells(map, 'surge', 'surge')
  for (const source of ['hauls', 'stops', 'chosen']) map.addSource(source, { type: 'geojson', data: EMPTY })
  for (const layer of layers()) map.addLayer(layer)
}

const show = (map: MapLibreMap, source: string, features: GeoJSON.Feature[]) =>
  void map.getSource<GeoJSONSource>(source)?.setData(collection(features))

/** Each haul as a line from stop to stop. */
export function showHauls(map: MapLibreMap, hauls: readonly Haul[], showing: Showing = {}) {
  const { lines, stops } = haulFeatures(hauls, showing)
  show(map, 'hauls', lines)
  show(map, 'stops', stops)
}

/** The haul that was chosen, whole at every zoom and above the others. */
export function showChosen(map: MapLibreMap, haul: Haul | null) {
  show(map, 'chosen', haul ? [lineOf(haul, 'chosen'), ...stopsOf(haul, true)] : [])
}
