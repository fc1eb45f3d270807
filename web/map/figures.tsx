import type { ReactNode } from 'react'
import { useCity } from '../live/live.tsx'

const count = new Intl.NumberFormat()

type FigureProps = { label: string; value: number | undefined; tone?: 'waiting' }
const Figure = ({ label, value, tone }: FigureProps) => (
  <div className="figure" data-tone={value ? tone : undefined}>
    <dt>{label}</dt>
    <dd>{value === undefined ? '–' : count.format(value)}</dd>
  </div>
)
const Group = ({ name, children }: { name: string; children: ReactNode }) => (
  <section aria-label={name}>
    <h2>{name}</h2>
    <dl>{children}</dl>
  </section>
)

/** The city in numbers. */
export function Figures() {
  const { metrics, bookings, surge, isFilled } = useCity()
  const searching = bookings.filter(({ state }) => state === 'searching').length
  const highest = surge.reduce((most, { multiplier }) => Math.max(most, multiplier), 1)
  return (
    <div className="figures">
      <Group name="Drivers">
        <Figure label="Available" value={metrics?.drivers.available} />
        <Figure label="On a haul" value={metrics?.drivers.onHaul} />
        <Figure label="Paused" value={metrics?.drivers.paused} />
      </Group>
      <Group name="Open bookings">
        <Figure label="Searching" value={isFilled ? searching : undefined} tone="waiting" />
        <Figure label="Under way" value={isFilled ? bookings.length - searching : undefined} />
      </Group>
      <Group name="In the last minute">
        <Figure label="Booked" value={metrics?.bookingsPerMin} />
        <Figure label="Assigned" value={metrics?.assignmentsPerMin} />
        <Figure label="Completed" value={metrics?.completionsPerMin} />
      </Group>
      <Group name="Surge">
        <Figure
          label="Cells"
          value={isFilled ? surge.filter(({ multiplier }) => multiplier > 1).length : undefined}
        />
        <div className="figure">
          <dt>Highest</dt>
          <dd>{isFilled ? `${highest.toFixed(1)}×` : '–'}</dd>
        </div>
      </Group>
    </div>
  )
}
