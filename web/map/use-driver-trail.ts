import { useQuery } from '@tanstack/react-query'
import type { GeoJSONSource, MapLibreMap } from 'maplibre-gl'
import { useEffect } from 'react'
import { call } from '../api/client.ts'
import { useLive } from '../live/live.tsx'
import { EMPTY } from './base-style.ts'
import { themeColour } from './theme-colours.ts'

const TRAIL_MS = 30 * 60_000
const POINTS_MAX = 5_000

function addTrail(map: MapLibreMap) {
  map.addSource('trail', { type: 'geojson', data: EMPTY, lineMetrics: true })
  const colour = themeColour('accent')
  map.addLayer(
    {
      id: 'trail',
      type: 'line',
      source: 'trail',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-width': 4,
        // Paler the longer ago.
        'line-gradient': ['interpolate', ['linear'], ['line-progress'], 0, 'transparent', 1, colour],
      },
    },
    'hauls',
  )
}

const readTrack = (id: string, nowMs: number) =>
  call('get', '/v1/drivers/:id/track', {
    params: { id },
    query: {
      from: new Date(nowMs - TRAIL_MS).toISOString(),
      to: new Date(nowMs).toISOString(),
      limit: POINTS_MAX,
    },
  })

/** Draws where the chosen driver came from in the last half hour, and goes on drawing it as they drive. */
export function useDriverTrail(map: MapLibreMap | null, id: string | null) {
  const { city } = useLive()
  const { data } = useQuery({
    queryKey: ['track', id],
    queryFn: () => readTrack(id ?? '', Date.now()),
    enabled: id !== null,
    staleTime: 0,
  })
  useEffect(() => {
    if (!map || id === null || !data) return
    addTrail(map)
    const coordinates = data.items.map(({ lng, lat }) => [lng, lat])
    const drawnUntil = data.items.at(-1)?.recordedAt ?? ''
    const draw = () => {
      if (coordinates.length < 2) return
      const geometry = { type: 'LineString' as const, coordinates }
      void map.getSource<GeoJSONSource>('trail')?.setData({ type: 'Feature', geometry, properties: {} })
    }
    draw()
    const stop = city.onDrivers(({ changed }) => {
      const driver = changed.find((each) => each.id === id)
      if (!driver || driver.recordedAt <= drawnUntil) return
      coordinates.push([driver.lng, driver.lat])
      if (coordinates.length > POINTS_MAX) coordinates.shift()
      draw()
    })
    return () => {
      stop()
      if (!map.style || !map.getLayer('trail')) return
      map.removeLayer('trail')
      map.removeSource('trail')
    }
  }, [map, city, id, data])
}
