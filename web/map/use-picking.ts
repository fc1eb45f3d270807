import { type MapLibreMap, type MapMouseEvent, MercatorCoordinate } from 'maplibre-gl'
import { useEffect } from 'react'
import { navigate } from '../app/router.tsx'
import { CLUSTERS_BELOW_ZOOM } from './cluster-points.ts'
import { nowS } from './driver-layer.ts'
import type { MovingPoints } from './moving-points.ts'
import { PICKABLE } from './overlay.ts'

const REACH_PX = 18
const TILE_PX = 512
const OPENED_BY_ZOOMS = 1.6

type Picked = { says: string; open: () => void }

/** What is under the pointer: a cluster, a driver as drawn, or else a place of a booking. */
function pick(map: MapLibreMap, points: MovingPoints | null, event: MapMouseEvent): Picked | null {
  const found = (layers: readonly string[]) =>
    map.queryRenderedFeatures(event.point, { layers: layers.filter((layer) => map.getLayer(layer)) })[0]
  const cluster = map.getZoom() < CLUSTERS_BELOW_ZOOM ? found(['clusters']) : undefined
  if (cluster) {
    const { available, busy, paused } = cluster.properties
    return {
      says: `${available} available, ${busy} on a haul, ${paused} paused`,
      open: () => void map.easeTo({ center: event.lngLat, zoom: map.getZoom() + OPENED_BY_ZOOMS }),
    }
  }
  const reach = REACH_PX / (TILE_PX * 2 ** map.getZoom())
  const driver = points?.nearest(MercatorCoordinate.fromLngLat(event.lngLat), reach, nowS())
  if (driver) return { says: '', open: () => navigate(`/?driver=${driver}`) }
  const stop = found(PICKABLE)
  return stop ? { says: '', open: () => navigate(`/?booking=${stop.properties.id}`) } : null
}

/** A click on the map opens what was clicked on. */
export function usePicking(map: MapLibreMap | null, points: MovingPoints | null) {
  useEffect(() => {
    if (!map) return
    const onClick = (event: MapMouseEvent) => pick(map, points, event)?.open()
    const onMove = (event: MapMouseEvent) => {
      const picked = pick(map, points, event)
      const canvas = map.getCanvas()
      canvas.style.cursor = picked ? 'pointer' : ''
      canvas.title = picked?.says ?? ''
    }
    map.on('click', onClick)
    map.on('mousemove', onMove)
    return () => {
      map.off('click', onClick)
      map.off('mousemove', onMove)
    }
  }, [map, points])
}
