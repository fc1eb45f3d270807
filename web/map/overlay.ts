import type { GeoJSONSource, LayerSpecification, MapLibreMap } from 'maplibre-gl'
import type { Booking } from '../api/types.ts'
import { EMPTY } from './base-style.ts'
import { addCells } from './cells.ts'
import { themeColour } from './theme-colours.ts'

type Place = { lat: number; lng: number }
type Haul = Pick<Booking, 'id' | 'state' | 'pickup' | 'dropoff'> & { stops?: readonly Place[] }
const PIN_PX = 48
const PIXEL_RATIO = 2

const collection = (features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({
  type: 'FeatureCollection',
  features,
})
const feature = (geometry: GeoJSON.Geometry, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature => ({
  type: 'Feature',
  geometry,
  properties,
})
const at = ({ lat, lng }: Place) => [lng, lat]
const LOADED = new Set(['goods_collected', 'arrived_at_dropoff', 'delivered'])

function layers(): LayerSpecification[] {
  return [
    {
      id: 'hauls',
      type: 'line',
      source: 'hauls',
      layout: { 'line-cap': 'round' },
      paint: {
        'line-color': themeColour('haul'),
        'line-width': 1.6,
        'line-opacity': ['match', ['get', 'phase'], 'searching', 0.85, 'alone', 0.8, 0.3],
        'line-dasharray': [1, 2.2],
      },
    },
    {
      id: 'stops',
      type: 'symbol',
      source: 'stops',
      layout: {
        'icon-image': ['get', 'icon'],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.5, 14, 1],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'symbol-sort-key': ['match', ['get', 'icon'], 'pickup-searching', 2, 'pickup', 1, 0],
      },
    },
  ]
}

type Pen = CanvasRenderingContext2D
const PINS: Record<string, { colour: string; shape: (pen: Pen) => void; mark: (pen: Pen) => void }> = {
  pickup: {
    colour: 'pickup',
    shape: (pen) => pen.arc(0, 0, 13, 0, 2 * Math.PI),
    mark: (pen) => pen.arc(0, 0, 5, 0, 2 * Math.PI),
  },
  'pickup-searching': {
    colour: 'searching',
    shape: (pen) => pen.arc(0, 0, 17, 0, 2 * Math.PI),
    mark(pen) {
      pen.rect(-2.5, -10, 5, 12)
      pen.rect(-2.5, 5, 5, 5)
    },
  },
  stop: {
    colour: 'haul',
    shape: (pen) => pen.arc(0, 0, 8, 0, 2 * Math.PI),
    mark: (pen) => pen.arc(0, 0, 2.5, 0, 2 * Math.PI),
  },
  dropoff: {
    colour: 'dropoff',
    shape: (pen) => pen.roundRect(-12, -12, 24, 24, 5),
    mark: (pen) => pen.rect(-4.5, -4.5, 9, 9),
  },
}

function drawPin(name: keyof typeof PINS): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = PIN_PX
  const pen = canvas.getContext('2d')
  const pin = PINS[name]
  if (!pen || !pin) throw new Error('this browser draws no pictures')
  pen.translate(PIN_PX / 2, PIN_PX / 2)
  pen.beginPath()
  pin.shape(pen)
  pen.lineWidth = 6
  pen.shadowColor = 'rgb(0 0 0 / 0.35)'
  pen.shadowBlur = 4
  pen.strokeStyle = themeColour('driver-edge')
  pen.stroke()
  pen.shadowColor = 'transparent'
  pen.fillStyle = themeColour(pin.colour)
  pen.fill()
  pen.beginPath()
  pin.mark(pen)
  pen.fillStyle = themeColour('driver-edge')
  pen.fill()
  return pen.getImageData(0, 0, PIN_PX, PIN_PX)
}

/** Puts the layers of bookings and surge over the base map. */
export function addOverlay(map: MapLibreMap) {
  for (const name of Object.keys(PINS)) map.addImage(name, drawPin(name), { pixelRatio: PIXEL_RATIO })
  addCells(map, 'surge', 'surge')
  for (const source of ['hauls', 'stops']) map.addSource(source, { type: 'geojson', data: EMPTY })
  for (const layer of layers()) map.addLayer(layer)
}

const show = (map: MapLibreMap, source: string, features: GeoJSON.Feature[]) =>
  void map.getSource<GeoJSONSource>(source)?.setData(collection(features))

/** Each haul as a line from stop to stop; a pickup that is done is no longer shown, unless the haul `isWhole`, alone on its map. */
export function showHauls(map: MapLibreMap, hauls: readonly Haul[], { isWhole = false } = {}) {
  const phaseOf = ({ state }: Haul) => (isWhole ? 'alone' : state === 'searching' ? 'searching' : 'under way')
  show(
    map,
    'hauls',
    hauls.map((haul) =>
      feature(
        { type: 'LineString', coordinates: [haul.pickup, ...(haul.stops ?? []), haul.dropoff].map(at) },
        { id: haul.id, phase: phaseOf(haul) },
      ),
    ),
  )
  const stop = (haul: Haul, icon: string, place: Place) =>
    feature({ type: 'Point', coordinates: at(place) }, { id: haul.id, icon })
  show(
    map,
    'stops',
    hauls.flatMap((haul) => [
      ...(isWhole || !LOADED.has(haul.state)
        ? [stop(haul, haul.state === 'searching' ? 'pickup-searching' : 'pickup', haul.pickup)]
        : []),
      ...(haul.stops ?? []).map((place) => stop(haul, 'stop', place)),
      stop(haul, 'dropoff', haul.dropoff),
    ]),
  )
}
