import type { ReactNode } from 'react'
import { addressOf } from '../api/client.ts'
import { Link } from '../app/router.tsx'
import { isAdmin } from '../fleet/is-admin.ts'
import type { PricingPart } from './pricing-address.ts'

type Props = { part: PricingPart; market: string | undefined; children: ReactNode }

/** Where one is in pricing; the market is kept from part to part. Of operators it is surge alone. */
export function PricingHead({ part, market, children }: Props) {
  const tab = (to: PricingPart, path: string, label: string) => (
    <Link href={addressOf(path, {}, { market })} aria-current={part === to ? 'page' : undefined}>
      {label}
    </Link>
  )
  return (
    <header className="page-head">
      <h1>{isAdmin() ? 'Pricing' : 'Surge'}</h1>
      {isAdmin() && (
        <nav className="parts" aria-label="Parts of pricing">
          {tab('rates', '/pricing', 'Rate cards')}
          {tab('surge', '/pricing/surge', 'Surge')}
        </nav>
      )}
      <div className="actions">{children}</div>
    </header>
  )
}
