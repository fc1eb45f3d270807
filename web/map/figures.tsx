import type { ReactNode } from 'react'
import { useCity } from '../live/live.tsx'

const count = new Intl.NumberFormat()

const Figure = ({ label, value, tone }: { label: string; value: number | null; tone?: string }) => (
  <div className="figure" data-tone={value ? tone : undefined}>
    <dt>{label}</dt>
    <dd>{value === null ? '–' : count.format(value)}</dd>
  </div>
)
const Group = ({ name, children }: { name: string; children: ReactNode }) => (
  <section aria-label={name}>
    <h2>{name}</h2>
    <dl>{children}</dl>
  </section>
)

/** The city in numbers; those of drivers count whom the map shows. */
export function Figures() {
  const { drivers, bookings, surge, isFilled } = useCity()
  const searching = bookings.filter(({ state }) => state === 'searching').length
  const highest = surge.reduce((most, { multiplier }) => Math.max(most, multiplier), 1)
  const when = (value: number) => (isFilled ? value : null)
  return (
    <div className="figures">
      <Group name="Drivers in view">
        <Figure label="Available" value={when(drivers.available)} />
        <Figure label="On a haul" value={when(drivers.busy)} />
        <Figure label="Paused" value={when(drivers.paused)} />
      </Group>
      <Group name="Open bookings">
        <Figure label="Searching" value={when(searching)} tone="waiting" />
        <Figure label="Under way" value={when(bookings.length - searching)} />
      </Group>
      <Group name="Surge">
        <Figure label="Cells" value={when(surge.filter(({ multiplier }) => multiplier > 1).length)} />
        <div className="figure">
          <dt>Highest</dt>
          <dd>{isFilled ? `${highest.toFixed(1)}×` : '–'}</dd>
        </div>
      </Group>
    </div>
  )
}
