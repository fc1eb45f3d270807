import type { GeoJSONSource, MapLibreMap } from 'maplibre-gl'
import { EMPTY } from '../map/base-style.ts'
import { themeColour } from '../map/theme-colours.ts'

const SOURCE = 'decisions'
type Place = { lat: number; lng: number }
/** From the driver who was chosen to the pickup; `left` is how much of its time the line has left, from 1 down to 0. */
type DecisionLine = { from: Place; to: Place; left: number }

/** Adds the lines over everything but the drivers. */
export function addDecisionLines(map: MapLibreMap): void {
  map.addSource(SOURCE, { type: 'geojson', data: EMPTY })
  map.addLayer({
    id: SOURCE,
    type: 'line',
    source: SOURCE,
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': themeColour('accent'), 'line-width': 2.6, 'line-opacity': ['get', 'left'] },
  })
}

export function showDecisionLines(map: MapLibreMap, lines: readonly DecisionLine[]): void {
  const features = lines.map(
    ({ from, to, left }): GeoJSON.Feature => ({
      type: 'Feature',
      properties: { left },
      geometry: { type: 'LineString', coordinates: [from, to].map(({ lat, lng }) => [lng, lat]) },
    }),
  )
  void map.getSource<GeoJSONSource>(SOURCE)?.setData({ type: 'FeatureCollection', features })
}
