import type { MapLibreMap } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import type { MapDriver } from '../api/types.ts'
import { driverState } from '../live/city-store.ts'
import { useIsStale } from '../live/connection-badge.tsx'
import { useLive } from '../live/live.tsx'
import { DRIVER_ICONS, type DriverIcon } from './driver-icons.ts'
import { DriverLayer, nowS } from './driver-layer.ts'
import { MovingPoints } from './moving-points.ts'

/** Drivers pale with age even where none moves. */
const REPAINT_EVERY_MS = 5_000
const stillness = matchMedia('(prefers-reduced-motion: reduce)')

function iconOf(driver: MapDriver): number {
  const state = driverState(driver) ?? 'paused'
  const icon: DriverIcon = state === 'paused' || driver.headingDeg !== null ? state : `${state}-still`
  return DRIVER_ICONS.indexOf(icon)
}

/** Draws the drivers whom `isShown` lets through on the map, moving; returns them as they are drawn. */
export function useDrivers(
  map: MapLibreMap | null,
  { selected = null, isShown = true }: { selected?: string | null; isShown?: boolean },
): MovingPoints | null {
  const { city } = useLive()
  const isStale = useIsStale()
  const layer = useRef<DriverLayer | null>(null)
  const [points, setPoints] = useState<MovingPoints | null>(null)

  useEffect(() => {
    if (!map || !isShown) return
    const drawn = new MovingPoints(map.getCenter())
    layer.current = new DriverLayer(drawn)
    map.addLayer(layer.current)
    const stop = city.onDrivers(({ changed, gone }) => {
      const timeS = nowS()
      const nowMs = Date.now()
      for (const driver of changed) {
        if (driverState(driver) === null) drawn.remove(driver.id)
        else {
          const ageS = city.ageMs(driver, nowMs) / 1_000
          drawn.put({ ...driver, icon: iconOf(driver), ageS }, timeS, !stillness.matches)
        }
      }
      for (const id of gone) drawn.remove(id)
      map.triggerRepaint()
    })
    const timer = setInterval(() => map.triggerRepaint(), REPAINT_EVERY_MS)
    setPoints(drawn)
    return () => {
      stop()
      clearInterval(timer)
      setPoints(null)
      layer.current = null
      // A map that was taken down, or is getting a new style, has lost its layers already.
      if (map.style && map.getLayer('drivers')) map.removeLayer('drivers')
    }
  }, [map, city, isShown])

  useEffect(() => {
    if (!map || !points || !layer.current) return
    layer.current.staleness = isStale ? 1 : 0
    points.select(selected)
    map.triggerRepaint()
  }, [map, points, isStale, selected])

  return points
}
