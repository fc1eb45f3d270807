import { lazy } from 'react'
import { Link, navigate, useTitle } from '../app/router.tsx'
import { isAdmin } from '../fleet/is-admin.ts'
import { Icon } from '../shared/icons.tsx'
import { Empty, ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { type Market, useMarkets } from './markets.ts'
import { isPart, type PricingPart, usePricingAddress } from './pricing-address.ts'
import { PricingHead } from './pricing-head.tsx'
import { RatesPart } from './rates-part.tsx'

const SurgePart = lazy(() => import('./surge-part.tsx'))

export default function PricingPage({ part }: { part: string }) {
  useTitle(part === 'surge' ? 'Surge' : 'Rate cards')
  const isForAdmins = part === 'rates' && !isAdmin()
  if (isPart(part) && !isForAdmins) return <Part part={part} />
  return (
    <div className="page">
      <div className="card">
        <Empty icon="info" title={isForAdmins ? 'Not allowed' : 'No such page'}>
          {isForAdmins ? 'Rate cards are for administrators.' : 'There is nothing at this address.'}{' '}
          <Link href="/pricing/surge">Go to surge</Link>
        </Empty>
      </div>
    </div>
  )
}

function Part({ part }: { part: PricingPart }) {
  const { values, here } = usePricingAddress(part)
  const { markets, priced } = useMarkets()
  const market = markets?.find(({ cell }) => cell === values.market) ?? markets?.[0]
  const isUnknown = Boolean(values.market && market && market.cell !== values.market)
  return (
    <div className={`page pricing ${part}`}>
      <PricingHead part={part} market={market?.cell}>
        {markets && market && (
          <MarketChoice
            markets={markets}
            market={market}
            onChoose={(cell) => navigate(here({ market: cell, version: '', draft: '', cell: '' }))}
          />
        )}
      </PricingHead>
      {priced.error && (
        <ErrorNotice
          title="The markets could not be read"
          error={priced.error}
          onRetry={() => void priced.refetch()}
          isRetrying={priced.isFetching}
        />
      )}
      {!markets && !priced.error && <LoadingRows what="the markets" rows={12} />}
      {isUnknown && (
        <p className="notice">
          <Icon name="info" />
          <span>The market of this address has no prices; this is another one.</span>
        </p>
      )}
      {markets && !market && (
        <div className="card">
          <Empty icon="tag" title="No market has prices yet">
            The first rate card of a market is made over the API.
          </Empty>
        </div>
      )}
      {market &&
        (part === 'rates' ? (
          <RatesPart key={market.cell} market={market} />
        ) : (
          <SurgePart key={market.cell} market={market} markets={markets ?? []} />
        ))}
    </div>
  )
}

type ChoiceProps = { markets: readonly Market[]; market: Market; onChoose: (cell: string) => void }
const MarketChoice = ({ markets, market, onChoose }: ChoiceProps) => (
  <label className="inline">
    Market
    <select value={market.cell} onChange={(event) => onChoose(event.target.value)}>
      {markets.map(({ cell, label }) => (
        <option key={cell} value={cell}>
          {label}
        </option>
      ))}
    </select>
  </label>
)
