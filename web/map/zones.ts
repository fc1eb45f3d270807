/* Zones as they are drawn: each kind by its colour and by its line, so that colour alone tells nothing. */
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, MapLibreMap } from 'maplibre-gl'
import type { Answer } from '../api/routes.ts'
import { multiplierText } from '../shared/format.ts'
import { EMPTY, labelFont } from './base-style.ts'
import { themeColour } from './theme-colours.ts'

type Zones = Answer<'get', '/v1/ops/zones'>
type ZoneKind = Zones['features'][number]['properties']['kind']
type Look = { label: string; colour: string; dash: number[] | null; fill: number }

export const ZONE_LOOKS: Record<ZoneKind, Look> = {
  service_area: { label: 'Service', colour: 'zone-service', dash: null, fill: 0.05 },
  no_go: { label: 'No-go', colour: 'zone-no-go', dash: null, fill: 1 },
  surge_cap: { label: 'Surge cap', colour: 'zone-cap', dash: [4, 2], fill: 0.06 },
  geofence: { label: 'Geofence', colour: 'zone-geofence', dash: [0.1, 2], fill: 0.05 },
}
export const ZONE_KINDS = Object.keys(ZONE_LOOKS) as ZoneKind[]
const HATCH = 'zone-hatch'
const HATCH_PX = 16
const LABEL_MIN_ZOOM = 10

/** Slanting lines, for where nobody may go. */
function drawHatch(colour: string): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = HATCH_PX
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) throw new Error('this browser draws no pictures')
  pen.strokeStyle = colour
  pen.globalAlpha = 0.5
  pen.lineWidth = 2.4
  for (const x of [-HATCH_PX, 0, HATCH_PX]) {
    pen.moveTo(x - 2, HATCH_PX + 2)
    pen.lineTo(x + HATCH_PX + 2, -2)
  }
  pen.stroke()
  return pen.getImageData(0, 0, HATCH_PX, HATCH_PX)
}

function layersOf(kind: ZoneKind, font: string[]): LayerSpecification[] {
  const { colour: name, dash, fill } = ZONE_LOOKS[kind]
  const colour = themeColour(name)
  const filter: ExpressionSpecification = ['==', ['get', 'kind'], kind]
  const source = 'zones'
  return [
    {
      ...{ id: `zones-${kind}`, type: 'fill', source, filter },
      paint: kind === 'no_go' ? { 'fill-pattern': HATCH } : { 'fill-color': colour, 'fill-opacity': fill },
    },
    {
      ...{ id: `zones-${kind}-edge`, type: 'line', source, filter },
      layout: { 'line-join': 'round', 'line-cap': kind === 'geofence' ? 'round' : 'butt' },
      paint: { 'line-color': colour, 'line-width': 2, ...(dash && { 'line-dasharray': dash }) },
    },
    {
      ...{ id: `zones-${kind}-label`, type: 'symbol', source, filter, minzoom: LABEL_MIN_ZOOM },
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 420,
        'text-field': ['get', 'label'],
        'text-font': font,
        'text-size': 11.5,
        'text-offset': [0, 0.9],
      },
      paint: {
        'text-color': colour,
        'text-halo-color': themeColour('map-city'),
        'text-halo-width': 1.5,
      },
    },
  ] satisfies LayerSpecification[]
}

/** Puts the zones below the layer `before`. */
export function addZones(map: MapLibreMap, before: string): void {
  if (!map.hasImage(HATCH))
    map.addImage(HATCH, drawHatch(themeColour(ZONE_LOOKS.no_go.colour)), { pixelRatio: 2 })
  map.addSource('zones', { type: 'geojson', data: EMPTY })
  const font = labelFont(map)
  for (const kind of ZONE_KINDS) for (const layer of layersOf(kind, font)) map.addLayer(layer, before)
}

export function removeZones(map: MapLibreMap): void {
  // A map that was taken down, or is getting a new style, has lost them already.
  if (!map.style || !map.getSource('zones')) return
  for (const kind of ZONE_KINDS)
    for (const { id } of layersOf(kind, [])) if (map.getLayer(id)) map.removeLayer(id)
  map.removeSource('zones')
}

export function showZones(map: MapLibreMap, zones: Zones): void {
  const features = zones.features.map(({ geometry, properties: { kind, name, settings } }) => ({
    type: 'Feature' as const,
    geometry: geometry as GeoJSON.Geometry,
    properties: {
      kind,
      label: settings.cap === undefined ? name : `${name} · up to ${multiplierText(settings.cap)}`,
    },
  }))
  void map.getSource<GeoJSONSource>('zones')?.setData({ type: 'FeatureCollection', features })
}
