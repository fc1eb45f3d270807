import { type MapLibreMap, type MapMouseEvent, MercatorCoordinate } from 'maplibre-gl'
import { useEffect } from 'react'
import { navigate } from '../app/router.tsx'
import { nowS } from './driver-layer.ts'
import type { MovingPoints } from './moving-points.ts'

const REACH_PX = 18
const TILE_PX = 512

/** What is under the pointer: a driver as drawn, or else the stop of a booking. */
function pick(map: MapLibreMap, points: MovingPoints | null, event: MapMouseEvent): string | null {
  const reach = REACH_PX / (TILE_PX * 2 ** map.getZoom())
  const driver = points?.nearest(MercatorCoordinate.fromLngLat(event.lngLat), reach, nowS())
  if (driver) return `/?driver=${driver}`
  const [stop] = map.queryRenderedFeatures(event.point, { layers: ['stops'] })
  return stop ? `/?booking=${stop.properties.id}` : null
}

/** A click on the map opens what was clicked on. */
export function usePicking(map: MapLibreMap | null, points: MovingPoints | null) {
  useEffect(() => {
    if (!map) return
    const onClick = (event: MapMouseEvent) => {
      const target = pick(map, points, event)
      if (target) navigate(target)
    }
    const onMove = (event: MapMouseEvent) => {
      map.getCanvas().style.cursor = pick(map, points, event) ? 'pointer' : ''
    }
    map.on('click', onClick)
    map.on('mousemove', onMove)
    return () => {
      map.off('click', onClick)
      map.off('mousemove', onMove)
    }
  }, [map, points])
}
