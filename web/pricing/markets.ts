import { useQuery } from '@tanstack/react-query'
import { cellToBoundary, latLngToCell } from 'h3-js'
import { call } from '../api/client.ts'
import type { Answer } from '../api/routes.ts'
import type { Bbox } from '../live/frames.ts'
import { boundsOf } from '../shared/bounds.ts'
import type { RateCard } from './rate-terms.ts'

const PAGE_SIZE = 200
/** Far beyond what one market, or one operator, has. */
const PAGES_MAX = 10
const MARKET_RESOLUTION = 4

type CardPage = Answer<'get', '/v1/admin/rate-cards'>

export type Market = { cell: string; timeZone: string; currency: string; label: string }
export const marketOf = ({ lat, lng }: { lat: number; lng: number }) =>
  latLngToCell(lat, lng, MARKET_RESOLUTION)

/** West, south, east, north of cells; null when there are none. */
export const boundsOfCells = (cells: readonly string[]) =>
  boundsOf(cells.flatMap((cell) => cellToBoundary(cell).map(([lat, lng]) => ({ lat, lng }))))
export const marketBounds = (market: string) => boundsOfCells([market]) as Bbox

/** Every version of a market. */
export async function readCards(filter: { market: string }) {
  const cards: RateCard[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = { ...filter, limit: PAGE_SIZE, ...(cursor && { cursor }) }
    const read: CardPage = await call('get', '/v1/admin/rate-cards', { query })
    cards.push(...read.items)
    cursor = read.nextCursor ?? undefined
    if (!cursor) break
  }
  return cards
}

/** The places of the latest bookings, newest first: for samples, and for where it is that things happen. */
export const useLatestBookings = () =>
  useQuery({
    queryKey: ['pricing', 'latest-bookings'],
    queryFn: () => call('get', '/v1/bookings', { query: { limit: PAGE_SIZE } }),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** The markets that have prices; the one of the latest booking comes first. */
export function useMarkets() {
  const read = useQuery({
    queryKey: ['pricing', 'markets'],
    queryFn: () => call('get', '/v1/analytics/markets', {}),
  })
  const bookings = useLatestBookings()
  const latest = bookings.data?.items[0]
  const busiest = latest && marketOf(latest.pickup)
  const markets = (read.data?.items ?? [])
    .map(
      ({ market, timeZone, currency }): Market => ({
        cell: market,
        timeZone,
        currency,
        label: `${cityOf(timeZone)} · ${currency} · ${shortCell(market)}`,
      }),
    )
    .sort((a, b) => Number(b.cell === busiest) - Number(a.cell === busiest) || a.label.localeCompare(b.label))
  // Which one is first is known only with the bookings; that they cannot be read keeps nobody from a market.
  const isPending = read.isPending || bookings.isPending
  return { markets: isPending ? undefined : markets, read }
}

const cityOf = (timeZone: string) => (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ')
/** A cell without the digits that all cells of its size end in. */
export const shortCell = (cell: string) => cell.replace(/f+$/, '')
