import type { GeoJSONSource, MapLibreMap } from 'maplibre-gl'
import { MercatorCoordinate } from 'maplibre-gl'
import { EMPTY, labelFont } from './base-style.ts'
import type { Cluster } from './cluster-points.ts'
import { themeColour } from './theme-colours.ts'

const MARK_PX = 96
/** A ring tells shares in so many parts, so that few pictures draw all clusters. */
const PARTS = 16
const COUNT = new Intl.NumberFormat(undefined, { notation: 'compact', maximumSignificantDigits: 3 })

/** A disc within a ring that is divided between those who are free, on a haul, and paused. */
function drawMark(available: number, busy: number): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = MARK_PX
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) throw new Error('this browser draws no pictures')
  const disc = (radius: number, colour: string) => {
    pen.beginPath()
    pen.arc(0, 0, radius, 0, 2 * Math.PI)
    pen.fillStyle = themeColour(colour)
    pen.fill()
  }
  pen.translate(MARK_PX / 2, MARK_PX / 2)
  pen.shadowColor = 'rgb(0 0 0 / 0.4)'
  pen.shadowBlur = 7
  disc(39, 'raised')
  pen.shadowColor = 'transparent'
  pen.lineWidth = 9
  let from = 0
  for (const [parts, state] of [
    [available, 'available'],
    [busy, 'busy'],
    [PARTS - available - busy, 'paused'],
  ] as const) {
    const angle = (part: number) => (part / PARTS) * 2 * Math.PI - Math.PI / 2
    pen.beginPath()
    pen.arc(0, 0, 34, angle(from), angle(from + parts))
    pen.strokeStyle = themeColour(`driver-${state}`)
    pen.stroke()
    from += parts
  }
  return pen.getImageData(0, 0, MARK_PX, MARK_PX)
}

export function addClusterMarks(map: MapLibreMap): void {
  map.addSource('clusters', { type: 'geojson', data: EMPTY })
  map.addLayer({
    id: 'clusters',
    type: 'symbol',
    source: 'clusters',
    layout: {
      'icon-image': ['get', 'mark'],
      'icon-size': ['interpolate', ['linear'], ['get', 'count'], 6, 0.82, 100, 0.95, 1_000, 1.12],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'text-field': ['get', 'label'],
      'text-font': labelFont(map),
      'text-size': 12,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': themeColour('text') },
  })
}

export function removeClusterMarks(map: MapLibreMap): void {
  // A map that was taken down, or is getting a new style, has lost them already.
  if (!map.style || !map.getLayer('clusters')) return
  map.removeLayer('clusters')
  map.removeSource('clusters')
}

export function showClusterMarks(map: MapLibreMap, clusters: readonly Cluster[]): void {
  const features = clusters.map(({ x, y, available, busy, paused }) => {
    const count = available + busy + paused
    const [free, hauling] = [available, busy].map((part) => Math.round((part / count) * PARTS)) as [
      number,
      number,
    ]
    const mark = `cluster-${free}-${Math.min(hauling, PARTS - free)}`
    if (!map.hasImage(mark))
      map.addImage(mark, drawMark(free, Math.min(hauling, PARTS - free)), { pixelRatio: 2 })
    const { lng, lat } = new MercatorCoordinate(x, y).toLngLat()
    return {
      type: 'Feature' as const,
      geometry: { type: 'Point' as const, coordinates: [lng, lat] },
      properties: { mark, count, label: COUNT.format(count), available, busy, paused },
    }
  })
  void map.getSource<GeoJSONSource>('clusters')?.setData({ type: 'FeatureCollection', features })
}
