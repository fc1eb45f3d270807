import { useQuery } from '@tanstack/react-query'
import type { LayerSpecification, MapLibreMap } from 'maplibre-gl'
import { useMemo } from 'react'
import { call } from '../api/client.ts'
import { themeColour } from '../map/theme-colours.ts'
import { lineOf, useFeatures } from './use-features.ts'

const AGAIN_MS = 10_000
const DAY_MS = 86_400_000
const AGO_MAX_MS = 5 * DAY_MS

const layersOf = (source: string): LayerSpecification[] => [
  {
    id: source,
    type: 'line',
    source,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': themeColour('driver-busy'), 'line-width': 3.5, 'line-opacity': 0.6 },
  },
]

export type Trail = {
  driverId: string
  from: string
  /** Until now, and on, where it is null. */
  to: string | null
}

/** Draws the way that the driver of a haul has come with it. */
export function useTrail(map: MapLibreMap | null, trail: Trail | null) {
  const { data } = useQuery({
    queryKey: ['trail', trail?.driverId, trail?.from, trail?.to],
    queryFn: () => readTrail(trail as Trail),
    enabled: trail !== null,
    refetchInterval: trail?.to ? false : AGAIN_MS,
  })
  const features = useMemo(() => (data && data.items.length > 1 ? [lineOf(data.items)] : []), [data])
  useFeatures(map, 'haul-trail', layersOf, features)
}

function readTrail({ driverId, from, to }: Trail) {
  // By the server's clock, behind which a browser's may be.
  const until = to ? Date.parse(to) : Math.max(Date.now(), Date.parse(from)) + DAY_MS
  const since = Math.max(Date.parse(from), until - AGO_MAX_MS)
  const query = { from: new Date(since).toISOString(), to: new Date(until + 1).toISOString() }
  return call('get', '/v1/drivers/:id/track', { params: { id: driverId }, query })
}
