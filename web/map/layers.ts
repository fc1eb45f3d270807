import type { StyleSpecification } from 'maplibre-gl'

export const SOURCES = ['base', 'surge', 'hauls', 'stops', 'drivers'] as const
export const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }
export const ARROW = 'arrow'
const source = { type: 'geojson' as const, data: EMPTY }

/** The colour tokens of the theme in force; MapLibre reads no CSS variables. */
const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** The whole style: base map by kind and class, then surge, hauls, stops and drivers. Names need glyphs, so none are drawn. */
export function mapStyle(): StyleSpecification {
  const kind = (name: string) => ['==', ['get', 'kind'], name] as ['==', ['get', string], string]
  return {
    version: 8,
    sources: Object.fromEntries(SOURCES.map((name) => [name, source])),
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': token('--map-land') } },
      {
        id: 'park',
        type: 'fill',
        source: 'base',
        filter: kind('park'),
        paint: { 'fill-color': token('--map-park') },
      },
      {
        id: 'water',
        type: 'fill',
        source: 'base',
        filter: ['all', kind('water'), ['==', ['geometry-type'], 'Polygon']],
        paint: { 'fill-color': token('--map-water') },
      },
      {
        id: 'river',
        type: 'line',
        source: 'base',
        filter: ['all', kind('water'), ['==', ['geometry-type'], 'LineString']],
        paint: { 'line-color': token('--map-water'), 'line-width': 4 },
      },
      {
        id: 'district',
        type: 'line',
        source: 'base',
        filter: kind('district'),
        paint: { 'line-color': token('--map-district'), 'line-dasharray': [3, 3] },
      },
      {
        id: 'street',
        type: 'line',
        source: 'base',
        filter: kind('street'),
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': [
            'match',
            ['get', 'class'],
            ['motorway', 'ring', 'arterial', 'primary'],
            token('--map-arterial'),
            token('--map-street'),
          ],
          'line-width': [
            'interpolate',
            ['linear'],
            ['zoom'],
            10,
            ['match', ['get', 'class'], ['motorway', 'ring', 'arterial', 'primary'], 1.6, 0.4],
            16,
            ['match', ['get', 'class'], ['motorway', 'ring', 'arterial', 'primary'], 9, 4],
          ],
        },
      },
      {
        id: 'surge',
        type: 'fill',
        source: 'surge',
        paint: {
          'fill-color': token('--surge'),
          'fill-opacity': ['interpolate', ['linear'], ['get', 'multiplier'], 1, 0, 3, 0.5],
          'fill-outline-color': token('--surge'),
        },
      },
      {
        id: 'hauls',
        type: 'line',
        source: 'hauls',
        paint: { 'line-color': token('--pickup'), 'line-width': 1.5, 'line-opacity': 0.6 },
      },
      {
        id: 'stops',
        type: 'circle',
        source: 'stops',
        paint: {
          'circle-radius': 4,
          'circle-color': ['match', ['get', 'stop'], 'pickup', token('--pickup'), token('--dropoff')],
        },
      },
      {
        id: 'drivers',
        type: 'circle',
        source: 'drivers',
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 10, 4, 15, 9],
          'circle-color': [
            'match',
            ['get', 'state'],
            'available',
            token('--driver-available'),
            'busy',
            token('--driver-busy'),
            token('--driver-paused'),
          ],
          'circle-stroke-width': 1.5,
          'circle-stroke-color': token('--surface'),
        },
      },
      {
        id: 'headings',
        type: 'symbol',
        source: 'drivers',
        filter: ['has', 'headingDeg'],
        layout: {
          'icon-image': ARROW,
          'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.4, 15, 0.9],
          'icon-rotate': ['get', 'headingDeg'],
          'icon-rotation-alignment': 'map',
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
        },
      },
    ],
  }
}

const ARROW_PX = 16
/** An arrow that points north, drawn here since no picture is loaded. */
export function drawArrow(): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = ARROW_PX
  const pen = canvas.getContext('2d')
  if (!pen) return new ImageData(ARROW_PX, ARROW_PX)
  pen.fillStyle = token('--surface')
  pen.beginPath()
  pen.moveTo(8, 1)
  pen.lineTo(13, 14)
  pen.lineTo(8, 11)
  pen.lineTo(3, 14)
  pen.fill()
  return pen.getImageData(0, 0, ARROW_PX, ARROW_PX)
}
