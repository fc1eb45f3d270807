import type { MapLibreMap } from 'maplibre-gl'
import { useCallback, useEffect } from 'react'
import { isInDialog, isTyping } from '../app/commands.tsx'
import { navigate } from '../app/router.tsx'
import { mapAddress, useList } from '../dispatch/panel-address.ts'
import { nowS } from './driver-layer.ts'
import type { MovingPoints } from './moving-points.ts'

const LOOK_EVERY_MS = 500
const GLIDE_MS = 900
/** The map goes after a driver who has left this middle part of it, and stands still meanwhile. */
const MIDDLE_SHARE = 0.5
const FOLLOW_ZOOM = 13

type Following = { driverId: string | null; isFollowing: boolean }

/** Keeps the chosen driver in sight until the map is moved by hand; `f` starts and ends it. */
export function useFollowing(
  map: MapLibreMap | null,
  points: MovingPoints | null,
  { driverId, isFollowing }: Following,
) {
  const list = useList()
  const setFollowing = useCallback(
    (isOn: boolean) => {
      if (!driverId) return
      const shown = { driver: driverId, ...(isOn && { follow: 1 as const }) }
      navigate(mapAddress(list, shown), { isReplacing: true })
    },
    [driverId, list],
  )
  useEffect(() => {
    if (!driverId) return
    const onKey = (event: KeyboardEvent) => {
      const { key, altKey, ctrlKey, metaKey, target } = event
      if (key !== 'f' || altKey || ctrlKey || metaKey || isTyping(target) || isInDialog()) return
      setFollowing(!isFollowing)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [driverId, isFollowing, setFollowing])

  useEffect(() => {
    if (!map || !points || !driverId || !isFollowing) return
    const look = (isFirst = false) => {
      const place = points.positionOf(driverId, nowS())
      if (!place || map.isMoving()) return
      const center = place.toLngLat()
      const { x, y } = map.project(center)
      const { clientWidth, clientHeight } = map.getContainer()
      const isAside = (at: number, length: number) => Math.abs(at / length - 0.5) > MIDDLE_SHARE / 2
      if (!isFirst && !isAside(x, clientWidth) && !isAside(y, clientHeight)) return
      map.easeTo({ center, zoom: Math.max(map.getZoom(), FOLLOW_ZOOM), duration: GLIDE_MS })
    }
    const stop = () => setFollowing(false)
    const stopByKey = ({ originalEvent }: { originalEvent?: unknown }) => {
      if (originalEvent instanceof KeyboardEvent && originalEvent.key.startsWith('Arrow')) stop()
    }
    look(true)
    const timer = setInterval(look, LOOK_EVERY_MS)
    map.on('dragstart', stop)
    map.on('movestart', stopByKey)
    return () => {
      clearInterval(timer)
      map.off('dragstart', stop)
      map.off('movestart', stopByKey)
    }
  }, [map, points, driverId, isFollowing, setFollowing])

  return {
    start: () => setFollowing(true),
    stop: () => isFollowing && setFollowing(false),
  }
}
