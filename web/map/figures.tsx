import type { FigureName, Moment } from '../live/history.ts'
import { useCity } from '../live/live.tsx'
import { multiplierText } from '../shared/format.ts'
import { Sparkline } from '../shared/sparkline.tsx'

const COUNT = new Intl.NumberFormat()
const count = (value: number) => COUNT.format(value)

/** `unit` follows the label where there is room for it. */
type Kind = {
  name: FigureName
  label: string
  unit?: string
  tone?: 'waiting'
  write?: (value: number) => string
}
const GROUPS: { name: string; figures: Kind[] }[] = [
  {
    name: 'Drivers',
    figures: [
      { name: 'available', label: 'Available' },
      { name: 'onHaul', label: 'On a haul' },
      { name: 'paused', label: 'Paused' },
    ],
  },
  {
    name: 'Open bookings',
    figures: [
      { name: 'searching', label: 'Searching', tone: 'waiting' },
      { name: 'underWay', label: 'Under way' },
    ],
  },
  {
    name: 'In the last minute',
    figures: [
      { name: 'booked', label: 'Booked', unit: '/ min' },
      { name: 'assigned', label: 'Assigned', unit: '/ min' },
      { name: 'completed', label: 'Completed', unit: '/ min' },
    ],
  },
  {
    name: 'Surge',
    figures: [
      { name: 'surgeCells', label: 'Surging', unit: 'cells' },
      { name: 'surgeHighest', label: 'Highest', unit: 'surge', write: multiplierText },
    ],
  },
]

type FigureProps = { kind: Kind; value: number | undefined; history: readonly Moment[] }
function Figure({ kind: { name, label, unit, tone, write = count }, value, history }: FigureProps) {
  const points = history.map((moment) => ({ atMs: moment.atMs, value: moment[name] }))
  const values = points.map((point) => point.value)
  const range =
    values.length > 1
      ? `The last ten minutes: ${write(Math.min(...values))} to ${write(Math.max(...values))}`
      : undefined
  return (
    <div className="figure" data-tone={value ? tone : undefined} title={range}>
      <dt>
        {label}
        {unit && <span className="spacious"> {unit}</span>}
      </dt>
      <dd>{value === undefined ? '–' : write(value)}</dd>
      <dd className="course">
        <Sparkline points={points} />
      </dd>
    </div>
  )
}

/** The city in numbers, each with its course in the last minutes. */
export function Figures() {
  const { figures, history } = useCity()
  return (
    <div className="figures">
      {GROUPS.map((group) => (
        <section key={group.name} aria-label={group.name}>
          <dl>
            {group.figures.map((kind) => (
              <Figure key={kind.name} kind={kind} value={figures?.[kind.name]} history={history} />
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
