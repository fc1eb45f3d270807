import { type ReactNode, useState } from 'react'
import type { VehicleClass } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { Icon } from '../shared/icons.tsx'
import { vehicleClassLabel } from '../shared/vehicle-classes.ts'
import type { Market } from './markets.ts'
import { usePricingAddress } from './pricing-address.ts'
import { changesOf, type RateCard } from './rate-terms.ts'
import { VersionBadge } from './version-badge.tsx'
import { VersionTerms } from './version-terms.tsx'
import { VersionTimeline } from './version-timeline.tsx'
import { WithdrawDialog } from './withdraw-dialog.tsx'
import { Until, ZonedTime } from './zoned-time.tsx'

type Props = {
  vehicleClass: VehicleClass
  versions: readonly RateCard[]
  market: Market
  /** What is kept of drafts of the class. */
  drafts: ReactNode
}

/** Every version of a class, and one of them in full: the one in force unless another was chosen. */
export function ClassVersions({ vehicleClass, versions, market, drafts }: Props) {
  const { values, here } = usePricingAddress('rates')
  const [withdrawing, setWithdrawing] = useState<RateCard | null>(null)
  const held = versions.find(({ status }) => status === 'in_force')
  const shown = versions.find(({ id }) => id === values.version) ?? held ?? (versions[0] as RateCard)
  const where = { market: market.cell, class: vehicleClass }
  return (
    <div className="versions">
      {drafts}
      <VersionTimeline
        versions={versions}
        shown={shown}
        hrefOf={(id) => here({ ...where, version: id === held?.id ? '' : id })}
      />
      <section className="card version" aria-labelledby="version-title">
        <header className="version-head">
          <div>
            <h2 id="version-title">
              {vehicleClassLabel(vehicleClass)}, version {shown.version}
            </h2>
            <VersionBadge status={shown.status} />
          </div>
          <div className="actions">
            {shown.status === 'upcoming' && (
              <button type="button" className="danger" onClick={() => setWithdrawing(shown)}>
                Withdraw
              </button>
            )}
            <Link className="button" href={here({ ...where, draft: shown.id })}>
              <Icon name="edit" />
              {shown === held ? 'Draft a new version' : 'Draft from this version'}
            </Link>
          </div>
        </header>
        <VersionPeriod card={shown} />
        <VersionTerms
          card={shown}
          held={held !== shown ? held : undefined}
          changes={held && held !== shown ? changesOf(held, shown) : []}
        />
      </section>
      {withdrawing && <WithdrawDialog card={withdrawing} onClose={() => setWithdrawing(null)} />}
    </div>
  )
}

function VersionPeriod({ card: { startsAt, endsAt, withdrawnAt, timeZone } }: { card: RateCard }) {
  return (
    <p className="version-period">
      {withdrawnAt ? 'Was to start ' : 'From '}
      <ZonedTime iso={startsAt} zone={timeZone} />{' '}
      <span className="muted">
        (<Until iso={startsAt} />)
      </span>
      {withdrawnAt ? (
        <>
          , withdrawn <ZonedTime iso={withdrawnAt} zone={timeZone} />
        </>
      ) : endsAt ? (
        <>
          {' '}
          to <ZonedTime iso={endsAt} zone={timeZone} />
        </>
      ) : (
        ', until another starts'
      )}
      <span className="muted"> · clock of {timeZone}</span>
    </p>
  )
}
