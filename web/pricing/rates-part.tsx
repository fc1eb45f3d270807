import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { VehicleClass } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { oneOf } from '../shared/filters.tsx'
import { Empty, ErrorNotice, LoadingRows } from '../shared/states.tsx'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../shared/vehicle-classes.ts'
import { ClassList } from './class-list.tsx'
import { ClassVersions } from './class-versions.tsx'
import { KeptDraftNotice } from './kept-draft.tsx'
import { type Market, readCards } from './markets.ts'
import { usePricingAddress } from './pricing-address.ts'
import type { RateCard } from './rate-terms.ts'

/** With a map, which the versions have not. */
const DraftEditor = lazy(() => import('./draft-editor.tsx'))

/** The rate cards of a market: its classes, the versions of one of them, and a draft of the next. */
export function RatesPart({ market }: { market: Market }) {
  const { values, here } = usePricingAddress('rates')
  const cards = useQuery({
    queryKey: ['rate-cards', market.cell],
    queryFn: () => readCards(market.cell),
  })
  const all = cards.data
  const vehicleClass =
    oneOf(VEHICLE_CLASSES, values.class ?? null) ??
    VEHICLE_CLASSES.find((each) => all?.some((card) => card.vehicleClass === each)) ??
    'bike'
  const ofClass = all?.filter((card) => card.vehicleClass === vehicleClass)
  const base = all?.find(({ id }) => id === values.draft)
  if (cards.error)
    return (
      <ErrorNotice
        title="The versions could not be read"
        error={cards.error}
        onRetry={() => void cards.refetch()}
        isRetrying={cards.isFetching}
      />
    )
  if (!all || !ofClass) return <LoadingRows what="the rate cards" rows={12} />
  if (base)
    return (
      <Suspense fallback={<LoadingRows what="the draft" rows={12} />}>
        <DraftEditor
          key={`${base.id} ${vehicleClass}`}
          base={base}
          vehicleClass={vehicleClass}
          versions={ofClass}
          leaveHref={here({ market: market.cell, class: vehicleClass, draft: '' })}
        />
      </Suspense>
    )
  const drafts = all.map((card) => (
    <KeptDraftNotice
      key={card.id}
      base={card}
      vehicleClass={vehicleClass}
      href={here({ market: market.cell, class: vehicleClass, draft: card.id })}
    />
  ))
  return (
    <div className="rates-grid">
      <ClassList
        cards={all}
        chosen={vehicleClass}
        hrefOf={(each) => here({ market: market.cell, class: each, version: '' })}
      />
      {ofClass.length > 0 ? (
        <ClassVersions vehicleClass={vehicleClass} versions={ofClass} market={market} drafts={drafts} />
      ) : (
        <div className="card">
          {drafts}
          <Empty icon="tag" title="This class has no prices here">
            Bookings of it are refused in this market.{' '}
            <DraftFrom card={all[0]} here={here} to={vehicleClass} />
          </Empty>
        </div>
      )}
    </div>
  )
}

type FromProps = {
  card: RateCard | undefined
  to: VehicleClass
  here: (more: Record<string, string>) => string
}
const DraftFrom = ({ card, to, here }: FromProps) =>
  card && (
    <Link href={here({ class: to, draft: card.id })}>
      Draft some from those of the {vehicleClassLabel(card.vehicleClass).toLowerCase()}
    </Link>
  )
