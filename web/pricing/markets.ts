import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Answer } from '../api/routes.ts'
import { useMarkets as usePricedMarkets } from '../shared/markets.tsx'
import type { RateCard } from './rate-terms.ts'

const PAGE_SIZE = 200
/** Far beyond what one market, or one operator, has. */
const PAGES_MAX = 10

type CardPage = Answer<'get', '/v1/admin/rate-cards'>
type Place = { lat: number; lng: number }

export type Market = { cell: string; timeZone: string; currency: string; label: string }

/** Every version of a market's prices. */
export async function readCards(market: string) {
  const cards: RateCard[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = { market, limit: PAGE_SIZE, ...(cursor && { cursor }) }
    const read: CardPage = await call('get', '/v1/admin/rate-cards', { query })
    cards.push(...read.items)
    cursor = read.nextCursor ?? undefined
    if (!cursor) break
  }
  return cards
}

/** The markets that have prices; the one of the latest booking comes first. */
export function useMarkets() {
  const priced = usePricedMarkets()
  const latest = useQuery({
    queryKey: ['pricing', 'latest-booking'],
    queryFn: async () => (await call('get', '/v1/bookings', { query: { limit: 1 } })).items,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const place = latest.data?.[0]?.pickup
  const away = (market: Place) => (place ? distance(market, place) : 0)
  const markets = priced.data
    ?.map((market) => ({ away: away(market), market: namedMarket(market) }))
    .sort((a, b) => a.away - b.away || a.market.label.localeCompare(b.market.label))
    .map(({ market }) => market)
  // Which one is first is known only with the booking; that it cannot be read keeps nobody from a market.
  return { markets: latest.isPending ? undefined : markets, priced }
}

type Priced = { market: string; timeZone: string; currency: string }
const namedMarket = ({ market, timeZone, currency }: Priced): Market => ({
  cell: market,
  timeZone,
  currency,
  label: `${cityOf(timeZone)} · ${currency} · ${shortCell(market)}`,
})
const cityOf = (timeZone: string) => (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ')
/** A cell without the digits that all cells of its size end in. */
export const shortCell = (cell: string) => cell.replace(/f+$/, '')

/** In degrees, to compare by: whose centre is the nearest is the market of a place. */
function distance(a: Place, b: Place): number {
  const east = ((a.lng - b.lng + 540) % 360) - 180
  return Math.hypot(a.lat - b.lat, east * Math.cos((b.lat * Math.PI) / 180))
}
