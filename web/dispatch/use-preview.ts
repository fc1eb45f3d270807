import type { LayerSpecification, MapLibreMap } from 'maplibre-gl'
import { useEffect, useMemo } from 'react'
import { MAP_FONT } from '../map/base-style.ts'
import { themeColour } from '../map/theme-colours.ts'
import { boundsOf } from '../shared/bounds.ts'
import { minutes } from '../shared/format.ts'
import { lineOf, pointOf, useFeatures } from './use-features.ts'

const FIT = { padding: 70, maxZoom: 14 }

type Place = { lat: number; lng: number }
export type Near = Place & { driverId: string; distanceM: number; etaS: number }

const layersOf = (source: string): LayerSpecification[] => {
  const isLit = ['get', 'isLit']
  const lit = <Value>(yes: Value, no: Value) => ['case', isLit, yes, no] as never
  return [
    {
      id: `${source}-lines`,
      type: 'line',
      source,
      layout: { 'line-cap': 'round', 'line-sort-key': lit(1, 0) },
      paint: {
        'line-color': themeColour('accent'),
        'line-width': lit(4, 2),
        'line-opacity': lit(1, 0.55),
      },
    },
    {
      id: `${source}-labels`,
      type: 'symbol',
      source,
      filter: ['==', ['geometry-type'], 'Point'],
      layout: {
        'text-field': ['get', 'label'],
        'text-font': MAP_FONT,
        'text-size': lit(15, 12),
        'text-offset': [0, 1.5],
        'text-allow-overlap': true,
        'symbol-sort-key': lit(1, 0),
      },
      paint: {
        'text-color': themeColour('accent'),
        'text-halo-color': themeColour('map-city'),
        'text-halo-width': 2,
      },
    },
  ]
}

/** Lines from candidates to a pickup, with their number and arrival; the one that is looked at stands out. */
export function usePreview(
  map: MapLibreMap | null,
  pickup: Place,
  { candidates, litId }: { candidates: readonly Near[]; litId: string | null },
) {
  const { lat, lng } = pickup
  const features = useMemo(
    () =>
      candidates.flatMap((candidate, i) => {
        const isLit = candidate.driverId === litId
        return [
          lineOf([candidate, { lat, lng }], { isLit }),
          pointOf(candidate, { isLit, label: `${i + 1} · ${minutes(candidate.etaS)}` }),
        ]
      }),
    [candidates, litId, lat, lng],
  )
  useFeatures(map, 'preview', layersOf, features)
  const isKnown = candidates.length > 0
  const whole = isKnown ? JSON.stringify(boundsOf([...candidates, { lat, lng }])) : null
  useEffect(() => {
    if (!map || !whole) return
    const [west, south, east, north] = JSON.parse(whole) as [number, number, number, number]
    const view = map.getBounds()
    if (!view.contains([west, south]) || !view.contains([east, north]))
      map.fitBounds([west, south, east, north], FIT)
  }, [map, whole])
}
