import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Answer } from '../api/routes.ts'

export type Market = Answer<'get', '/v1/analytics/markets'>['items'][number]

/** The markets that have prices. */
export const useMarkets = () =>
  useQuery({
    queryKey: ['markets'],
    queryFn: async () => (await call('get', '/v1/analytics/markets', {})).items,
    staleTime: Number.POSITIVE_INFINITY,
  })

const degrees = (value: number, [positive, negative]: [string, string]) =>
  `${Math.abs(value).toFixed(1)}° ${value < 0 ? negative : positive}`
const marketLabel = ({ lat, lng }: Pick<Market, 'lat' | 'lng'>) =>
  `${degrees(lat, ['N', 'S'])}, ${degrees(lng, ['E', 'W'])}`

/** The markets to choose from, those of one clock together. */
export const MarketOptions = ({ markets }: { markets: readonly Market[] }) =>
  Array.from(
    Map.groupBy(markets, ({ timeZone }) => timeZone),
    ([timeZone, members]) => (
      <optgroup key={timeZone} label={timeZone.replaceAll('_', ' ')}>
        {members.map((market) => (
          <option key={market.market} value={market.market}>
            {marketLabel(market)}
          </option>
        ))}
      </optgroup>
    ),
  )
