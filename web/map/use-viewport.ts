import type { MapLibreMap } from 'maplibre-gl'
import { useEffect } from 'react'
import type { Bbox } from '../live/frames.ts'
import { useCity, useLive } from '../live/live.tsx'
import { widened } from '../shared/bounds.ts'
import { keepView, startView } from './view.ts'

const MARGIN = 0.25
const FIT = { padding: 32, maxZoom: 14, animate: false }

/** Tells the server which part of the world is looked at, and remembers it for the next visit. */
export function useViewport(map: MapLibreMap | null) {
  const live = useLive()
  const { extent } = useCity()
  const hasExtent = extent !== null
  useEffect(() => {
    if (!map) return
    const watch = () => {
      const bounds = map.getBounds()
      const bbox: Bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
      live.watchMap(widened(bbox, MARGIN))
    }
    const onMoved = () => {
      watch()
      keepView({ center: map.getCenter().toArray(), zoom: map.getZoom(), bearing: map.getBearing() })
    }
    watch()
    map.on('moveend', onMoved)
    return () => {
      map.off('moveend', onMoved)
      live.leaveMap()
    }
  }, [map, live])
  useEffect(() => {
    const { extent: whole } = live.city.current()
    if (map && hasExtent && whole && !startView()) map.fitBounds(whole, FIT)
  }, [map, live, hasExtent])
}
