/*
 * Values of H3 cells as hexagons over the base map: the heavier, the stronger. The library that knows the cells is large and comes
 * only once there are some.
 */
import type { GeoJSONSource, MapLibreMap } from 'maplibre-gl'
import { EMPTY, labelFont } from './base-style.ts'
import { themeColour } from './theme-colours.ts'

/** `weight` from 0 to 1 is how strongly it is painted; `label` is written into it from afar enough. */
export type WeighedCell = { cell: string; weight: number; label?: string }

const LABEL_MIN_ZOOM = 10.5
const newest = new WeakMap<MapLibreMap, Map<string, symbol>>()

/** Adds hexagons named `id` in a colour of the theme, below the layer `before`; again after each change of style. */
export function addCells(map: MapLibreMap, id: string, colour: string, before?: string): void {
  map.addSource(id, { type: 'geojson', data: EMPTY })
  const fill = themeColour(colour)
  const opacity = ['interpolate', ['linear'], ['get', 'weight'], 0, 0.08, 1, 0.62]
  map.addLayer(
    { id, type: 'fill', source: id, paint: { 'fill-color': fill, 'fill-opacity': opacity as never } },
    before,
  )
  map.addLayer(
    { id: `${id}-edge`, type: 'line', source: id, paint: { 'line-color': fill, 'line-opacity': 0.4 } },
    before,
  )
  map.addLayer(
    {
      id: `${id}-label`,
      type: 'symbol',
      source: id,
      minzoom: LABEL_MIN_ZOOM,
      layout: { 'text-field': ['get', 'label'], 'text-font': labelFont(map), 'text-size': 12 },
      paint: {
        'text-color': themeColour('text'),
        'text-halo-color': themeColour('map-city'),
        'text-halo-width': 1.5,
      },
    },
    before,
  )
}

/** Takes the hexagons named `id` off again; a map that was taken down, or is getting a new style, has lost them already. */
export function removeCells(map: MapLibreMap, id: string): void {
  if (!map.style || !map.getSource(id)) return
  for (const layer of [id, `${id}-edge`, `${id}-label`]) map.removeLayer(layer)
  map.removeSource(id)
}

/** Shows these cells in the hexagons named `id`, instead of those before; none takes them off at once. */
export async function showCells(map: MapLibreMap, id: string, cells: readonly WeighedCell[]): Promise<void> {
  const mine = Symbol(id)
  const asked = newest.get(map) ?? new Map<string, symbol>()
  newest.set(map, asked.set(id, mine))
  const outline = cells.length > 0 ? (await import('./cell-outline.ts')).cellOutline : undefined
  // Those that were asked for meanwhile are newer; a map that was taken down has no sources.
  if (asked.get(id) !== mine || !map.style) return
  const features = outline
    ? cells.map(({ cell, ...rest }) => outline(cell, { cell, label: '', ...rest }))
    : []
  void map.getSource<GeoJSONSource>(id)?.setData({ type: 'FeatureCollection', features })
}
