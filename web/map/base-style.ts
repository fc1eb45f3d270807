import type {
  ExpressionSpecification,
  LayerSpecification,
  MapLibreMap,
  StyleSpecification,
} from 'maplibre-gl'
import { themeColour } from './theme-colours.ts'

export const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }
/** The dashboard's own typeface: without glyphs in the style the map draws its text with the page's fonts. */
export const MAP_FONT = ['Inter Variable', 'sans-serif']
/** What a style with glyphs of its own draws in where it names no typeface, by the style's specification. */
const SPECIFIED_FONT = ['Open Sans Regular', 'Arial Unicode MS Regular']

const kind = (name: string): ExpressionSpecification => ['==', ['get', 'kind'], name]
const isClass = (...names: string[]): ExpressionSpecification => [
  'all',
  kind('street'),
  ['match', ['get', 'class'], names, true, false],
]
const byZoom = (...stops: number[]): ExpressionSpecification =>
  ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as unknown as ExpressionSpecification

const street = (id: string, classes: string[], colour: string, width: ExpressionSpecification) =>
  ({
    id,
    type: 'line',
    source: 'base',
    filter: isClass(...classes),
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': themeColour(colour), 'line-width': width },
  }) satisfies LayerSpecification

const area = (id: string, colour: string) =>
  ({
    id,
    type: 'fill',
    source: 'base',
    filter: ['all', kind(id), ['==', ['geometry-type'], 'Polygon']],
    paint: { 'fill-color': themeColour(colour), 'fill-antialias': id !== 'district' },
  }) satisfies LayerSpecification

const label = (id: string, of: ExpressionSpecification, minzoom: number, size: number, colour: string) =>
  ({
    id,
    type: 'symbol',
    source: 'base',
    minzoom,
    filter: ['all', kind('label'), of],
    layout: {
      'text-field': ['get', 'name'],
      'text-font': MAP_FONT,
      'text-size': size,
      'text-letter-spacing': 0.02,
      'text-max-width': 7,
      'text-padding': 12,
    },
    paint: {
      'text-color': themeColour(colour),
      'text-halo-color': themeColour('map-city'),
      'text-halo-width': 1.4,
    },
  }) satisfies LayerSpecification

/** The city under everything else: ground, parks, water and streets, and names on top of them. */
function baseLayers(): LayerSpecification[] {
  const isDistrict: ExpressionSpecification = ['==', ['get', 'class'], 'district']
  return [
    { id: 'land', type: 'background', paint: { 'background-color': themeColour('map-land') } },
    area('district', 'map-city'),
    area('park', 'map-park'),
    street('lanes', ['lane'], 'map-street', byZoom(10, 0.25, 13, 1, 17, 8)),
    street('streets', ['street'], 'map-street', byZoom(10, 0.5, 13, 1.8, 17, 14)),
    area('water', 'map-water'),
    {
      id: 'river',
      type: 'line',
      source: 'base',
      filter: ['all', kind('water'), ['==', ['geometry-type'], 'LineString']],
      paint: { 'line-color': themeColour('map-water'), 'line-width': byZoom(10, 3, 15, 18) },
    },
    street('arterials-edge', ['arterial'], 'map-arterial-edge', byZoom(10, 1.6, 13, 5, 17, 23)),
    street('motorways-edge', ['motorway'], 'map-motorway-edge', byZoom(10, 2.4, 13, 6.5, 17, 29)),
    street('arterials', ['arterial'], 'map-arterial', byZoom(10, 0.9, 13, 3.4, 17, 19)),
    street('motorways', ['motorway'], 'map-motorway', byZoom(10, 1.5, 13, 4.6, 17, 25)),
    label('districts', isDistrict, 11.2, 11, 'map-label'),
    label('places', ['!', isDistrict], 12.6, 11, 'map-place'),
  ]
}

export function mapStyle(): StyleSpecification {
  return {
    version: 8,
    sources: { base: { type: 'geojson', data: EMPTY } },
    layers: baseLayers(),
  }
}

/** The style that the operator has configured, as the server wrote it into the page; empty for the dashboard's own. */
export const CONFIGURED_STYLE =
  document.querySelector<HTMLMetaElement>('meta[name="map-style"]')?.content ?? ''

/** The typeface for our words on a map. A style with glyphs of its own knows no other typefaces than theirs: then that of its names. */
export function labelFont(map: MapLibreMap): string[] {
  const { glyphs, layers } = map.getStyle()
  if (!glyphs) return MAP_FONT
  const isPlain = (font: unknown): font is string[] =>
    Array.isArray(font) && font[0] !== 'get' && font.every((part) => typeof part === 'string')
  const fonts = layers.flatMap((layer) => (layer.type === 'symbol' ? [layer.layout?.['text-font']] : []))
  return fonts.find(isPlain) ?? SPECIFIED_FONT
}
