import type { MapLibreMap } from 'maplibre-gl'
import { useEffect } from 'react'
import type { DriverState } from '../live/city-store.ts'
import { addClusterMarks, removeClusterMarks, showClusterMarks } from './cluster-marks.ts'
import { CLUSTERS_BELOW_ZOOM, clusterPoints, stepOf } from './cluster-points.ts'
import { DRIVER_ICONS } from './driver-icons.ts'
import { nowS } from './driver-layer.ts'
import type { MovingPoints } from './moving-points.ts'

const AGAIN_MS = 1_000
const STATES = DRIVER_ICONS.map((icon) => icon.replace('-still', '') as DriverState)
const stateOf = (icon: number) => STATES[icon] ?? 'paused'

/** Draws crowded drivers as clusters for as long as one looks from afar. */
export function useClusters(map: MapLibreMap | null, points: MovingPoints | null): void {
  useEffect(() => {
    if (!map || !points) return
    let before = new Set<number>()
    let shownStep = Number.NaN
    const cluster = () => {
      const zoom = map.getZoom()
      if (zoom >= CLUSTERS_BELOW_ZOOM) {
        if (before.size === 0) return
        points.hide(() => false)
        before = new Set()
        return showClusterMarks(map, [])
      }
      const clusters = clusterPoints(points, { zoom, nowS: nowS(), before, stateOf })
      if (clusters.length === 0 && before.size === 0) return
      before = new Set(clusters.map(({ square }) => square))
      showClusterMarks(map, clusters)
    }
    const onZoom = () => {
      const step = Math.min(stepOf(map.getZoom()), CLUSTERS_BELOW_ZOOM)
      if (step === shownStep) return
      shownStep = step
      cluster()
    }
    addClusterMarks(map)
    cluster()
    map.on('zoom', onZoom)
    const timer = setInterval(cluster, AGAIN_MS)
    return () => {
      clearInterval(timer)
      map.off('zoom', onZoom)
      removeClusterMarks(map)
    }
  }, [map, points])
}
