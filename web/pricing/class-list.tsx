import type { VehicleClass } from '../api/types.ts'
import { Link } from '../app/router.tsx'
import { money } from '../shared/format.ts'
import { VEHICLE_CLASSES, vehicleClassLabel } from '../shared/vehicle-classes.ts'
import type { RateCard } from './rate-terms.ts'
import { Until } from './zoned-time.tsx'

type Props = {
  cards: readonly RateCard[]
  chosen: VehicleClass
  hrefOf: (vehicleClass: VehicleClass) => string
}

/** What each class costs now, and what comes next. */
export const ClassList = ({ cards, chosen, hrefOf }: Props) => (
  <nav className="class-list" aria-label="Vehicle classes">
    {VEHICLE_CLASSES.map((each) => (
      <Link key={each} href={hrefOf(each)} aria-current={each === chosen ? 'true' : undefined}>
        <ClassSummary vehicleClass={each} cards={cards.filter(({ vehicleClass }) => vehicleClass === each)} />
      </Link>
    ))}
  </nav>
)

function ClassSummary({ vehicleClass, cards }: { vehicleClass: VehicleClass; cards: readonly RateCard[] }) {
  const held = cards.find(({ status }) => status === 'in_force')
  const next = cards
    .filter(({ status }) => status === 'upcoming')
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt))[0]
  const amount = (minor: number) => held && money({ amount: minor, currency: held.currency })
  return (
    <>
      <span className="class-name">
        <b>{vehicleClassLabel(vehicleClass)}</b>
        {held && <span className="muted">v{held.version}</span>}
      </span>
      <span className="class-prices">
        {held ? (
          <>
            <b>{amount(held.baseMinor)}</b>
            <span className="muted">+ {amount(held.perKmMinor)}/km</span>
          </>
        ) : (
          <span className="muted">No prices in force</span>
        )}
      </span>
      {next && (
        <span className="class-next">
          v{next.version} starts <Until iso={next.startsAt} />
        </span>
      )}
    </>
  )
}
