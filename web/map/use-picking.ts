import { type MapLibreMap, type MapMouseEvent, MercatorCoordinate } from 'maplibre-gl'
import { useEffect } from 'react'
import { navigate } from '../app/router.tsx'
import { type List, mapAddress, useList } from '../dispatch/panel-address.ts'
import { CLUSTERS_BELOW_ZOOM } from './cluster-points.ts'
import { nowS } from './driver-layer.ts'
import type { MovingPoints } from './moving-points.ts'
import { PICKABLE } from './overlay.ts'

const REACH_PX = 18
const TILE_PX = 512
const OPENED_BY_ZOOMS = 1.6

type Looked = { map: MapLibreMap; points: MovingPoints | null; list: List }
type Picked = { says: string; open: () => void }

/** What is under the pointer: a cluster, a driver as drawn, or else a place of a booking. */
function pick({ map, points, list }: Looked, event: MapMouseEvent): Picked | null {
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
  if (driver) return { says: '', open: () => navigate(mapAddress(list, { driver })) }
  const stop = found(PICKABLE)
  const booking = stop?.properties.id as string | undefined
  return booking ? { says: '', open: () => navigate(mapAddress(list, { booking })) } : null
}

/** A click on the map opens what was clicked on. */
export function usePicking(map: MapLibreMap | null, points: MovingPoints | null) {
  const list = useList()
  useEffect(() => {
    if (!map) return
    const looked = { map, points, list }
    const onClick = (event: MapMouseEvent) => pick(looked, event)?.open()
    const onMove = (event: MapMouseEvent) => {
      const picked = pick(looked, event)
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
  }, [map, points, list])
}
