import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Answer } from '../api/routes.ts'

const LIVE_AGAIN_MS = 5_000
const CONTROLS_AGAIN_MS = 10_000
const CELL_AGAIN_MS = 15_000
const PAGE_SIZE = 200
const HOUR_MS = 3_600_000

export type Publication = Answer<'get', '/v1/admin/surge/history'>['items'][number]
type HistoryPage = Answer<'get', '/v1/admin/surge/history'>
/** A market's surge now, read again as often as it is published. */
export const useSurge = (market: string) =>
  useQuery({
    queryKey: ['surge', market],
    queryFn: () => call('get', '/v1/admin/surge', { query: { market } }),
    refetchInterval: LIVE_AGAIN_MS,
  })

/** What operators hold in hand, of all markets. */
export const useControls = () =>
  useQuery({
    queryKey: ['surge', 'controls'],
    queryFn: async () => (await call('get', '/v1/admin/surge/controls', {})).items,
    refetchInterval: CONTROLS_AGAIN_MS,
  })

/** The publication that held at a moment of the past; what is past does not change. */
export const momentQuery = (market: string, at: string) => ({
  queryKey: ['surge-at', market, at],
  queryFn: () => call('get', '/v1/admin/surge/publication', { query: { market, at } }),
  staleTime: Number.POSITIVE_INFINITY,
})
export const useMoment = (market: string, at: string | undefined) =>
  useQuery({
    ...momentQuery(market, at ?? ''),
    enabled: at !== undefined,
    placeholderData: keepPreviousData,
  })

/** The publications of the hour up to a moment, or to now, with one cell of each. */
export const useCellHistory = (market: string, cell: string, at: string | undefined) =>
  useQuery({
    queryKey: ['surge-cell', market, cell, at],
    queryFn: () => readHour(market, cell, at ? new Date(at) : new Date()),
    ...(at ? { staleTime: Number.POSITIVE_INFINITY } : { refetchInterval: CELL_AGAIN_MS }),
  })

async function readHour(market: string, cell: string, to: Date) {
  const query = {
    ...{ market, cell, limit: PAGE_SIZE },
    from: new Date(to.getTime() - HOUR_MS).toISOString(),
    to: to.toISOString(),
  }
  const items: Publication[] = []
  let cursor: string | undefined
  do {
    const page: HistoryPage = await call('get', '/v1/admin/surge/history', {
      query: { ...query, ...(cursor && { cursor }) },
    })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return { items, fromMs: Date.parse(query.from), toMs: Date.parse(query.to) }
}

/** The zones that cap surge. */
export const useCaps = () =>
  useQuery({
    queryKey: ['ops-zones', 'surge_cap'],
    queryFn: () => call('get', '/v1/ops/zones', { query: { kind: 'surge_cap' } }),
  })
export type ZoneFeature = Answer<'get', '/v1/ops/zones'>['features'][number]
