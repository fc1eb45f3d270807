import { addressOf } from '../api/client.ts'
import { navigate } from '../app/router.tsx'
import { MarketOptions, useMarkets } from '../shared/markets.tsx'

type Props = { values: Record<string, string> }

/** The bookings of one market; one of the address that has no prices any more can be chosen still. */
export function MarketFilter({ values }: Props) {
  const { data: markets = [] } = useMarkets()
  const { market = '' } = values
  const isKnown = market === '' || markets.some((each) => each.market === market)
  return (
    <label className="inline">
      Market
      <select
        value={market}
        onChange={({ target }) => navigate(addressOf('/bookings', {}, { ...values, market: target.value }))}
      >
        <option value="">All</option>
        <MarketOptions markets={markets} />
        {!isKnown && <option value={market}>{market}</option>}
      </select>
    </label>
  )
}
