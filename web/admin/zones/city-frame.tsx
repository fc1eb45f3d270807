import type { MapLibreMap } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { useCity } from '../../live/live.tsx'
import { startView } from '../../map/view.ts'

const FIT = { padding: 32, maxZoom: 14, animate: false }

/** Shows all of the city where no zone is shown, once it is known where that is; later the view is the user's own. */
export function CityFrame({ map, isWanted }: { map: MapLibreMap | null; isWanted: boolean }) {
  const { extent } = useCity()
  const isFramed = useRef(startView() !== undefined)
  useEffect(() => {
    if (!map || !extent || isFramed.current) return
    isFramed.current = true
    if (isWanted) map.fitBounds(extent, FIT)
  }, [map, extent, isWanted])
  return null
}
