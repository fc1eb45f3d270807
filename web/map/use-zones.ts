import { useQuery } from '@tanstack/react-query'
import type { MapLibreMap } from 'maplibre-gl'
import { useEffect } from 'react'
import { call } from '../api/client.ts'
import { addZones, removeZones, showZones } from './zones.ts'

const AGAIN_MS = 60_000

/** Draws the active zones below what moves; they change seldom, and are read again now and then. */
export function useZones(map: MapLibreMap | null, isShown: boolean): void {
  const { data } = useQuery({
    queryKey: ['zones', 'map'],
    queryFn: () => call('get', '/v1/ops/zones', {}),
    enabled: isShown,
    refetchInterval: AGAIN_MS,
  })
  useEffect(() => {
    if (!map || !isShown) return
    addZones(map, 'hauls')
    return () => removeZones(map)
  }, [map, isShown])
  useEffect(() => {
    if (map && isShown && data) showZones(map, data)
  }, [map, isShown, data])
}
