import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { againMs, filterQuery, periodQuery, type View } from './view.ts'

export const HEATS = ['demand', 'supply', 'unmet'] as const
export type Heat = (typeof HEATS)[number]
export const RESOLUTIONS = [6, 7, 8, 9] as const
export const HEAT_LOOKS: Record<Heat, { label: string; colour: string; meaning: string }> = {
  demand: { label: 'Demand', colour: 'haul', meaning: 'bookings made' },
  supply: { label: 'Supply', colour: 'driver-available', meaning: 'free drivers on average' },
  unmet: { label: 'Unmet demand', colour: 'bad', meaning: 'searches without a driver' },
}

/** From which zoom on cells are of a resolution: so that one is some fingers wide. */
const FROM_ZOOM = [
  [12.6, 9],
  [11.2, 8],
  [9.6, 7],
] as const
export const resolutionAt = (zoom: number): number =>
  FROM_ZOOM.find(([from]) => zoom >= from)?.[1] ?? RESOLUTIONS[0]

export function useHeat(view: View, heat: Heat, resolution: number) {
  const asked = { ...periodQuery(view.span), ...filterQuery(view), resolution }
  return useQuery({
    queryKey: ['analytics', 'heatmap', heat, asked],
    queryFn: async () =>
      (await call('get', '/v1/analytics/heatmap', { query: { ...asked, metric: heat } })).items,
    placeholderData: keepPreviousData,
    refetchInterval: againMs(view),
  })
}
