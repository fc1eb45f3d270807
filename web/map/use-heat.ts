import { useQuery } from '@tanstack/react-query'
import type { MapLibreMap } from 'maplibre-gl'
import { useEffect, useState } from 'react'
import { call } from '../api/client.ts'
import { addCells, removeCells, showCells } from './cells.ts'
import type { Heat } from './layers.ts'

const HOUR_MS = 3_600_000
const AGAIN_MS = 60_000
const FINEST = 9
/** From these zooms on cells are a resolution finer than before, so that a cell is some forty pixels wide at all of them. */
const FINER_FROM = [10, 11.5, 13]

const resolutionAt = (zoom: number) => FINEST - FINER_FROM.filter((from) => zoom < from).length

function useResolution(map: MapLibreMap | null): number {
  const [resolution, setResolution] = useState(FINEST - 1)
  useEffect(() => {
    if (!map) return
    const follow = () => setResolution(resolutionAt(map.getZoom()))
    follow()
    map.on('zoomend', follow)
    return () => {
      map.off('zoomend', follow)
    }
  }, [map])
  return resolution
}

/** Colours the cells by what there was in each in the last hours, finer the nearer one looks; returns what its legend says. */
export function useHeat(map: MapLibreMap | null, heat: Heat | null) {
  const resolution = useResolution(map)
  const { data, error } = useQuery({
    queryKey: ['heatmap', heat, resolution],
    queryFn() {
      const nowMs = Date.now()
      const [from, to] = [nowMs - HOUR_MS, nowMs].map((ms) => new Date(ms).toISOString()) as [string, string]
      return call('get', '/v1/analytics/heatmap', {
        query: { metric: heat ?? 'demand', resolution, from, to },
      })
    },
    enabled: heat !== null,
    refetchInterval: AGAIN_MS,
    // The coarser cells stay until the finer ones are there; those of something else do not.
    placeholderData: (before, query) => (query?.queryKey[1] === heat ? before : undefined),
  })
  const most = data?.items[0]?.value ?? 0

  useEffect(() => {
    if (!map || !heat) return
    addCells(map, 'heat', heat, 'surge')
    return () => removeCells(map, 'heat')
  }, [map, heat])
  useEffect(() => {
    if (!map || !heat || !data) return
    const cells = data.items.map(({ cell, value }) => ({ cell, weight: value / most, label: written(value) }))
    // Should the file of the cells not come now, the next answer asks for it again.
    showCells(map, 'heat', cells).catch(reportError)
  }, [map, heat, data, most])

  return { since: data?.period.from, most, error }
}
export type HeatShown = ReturnType<typeof useHeat>

const COUNT = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })
export const written = (value: number) => COUNT.format(value)
