import { ChartCard } from './chart-card.tsx'
import { figureLook, type ShownMetric } from './figure-list.ts'
import { Funnel } from './funnel.tsx'
import type { Wanted } from './use-series.ts'
import type { View } from './view.ts'

const OUTCOMES: Wanted = {
  kind: 'columns',
  unit: 'count',
  courses: [
    { metric: 'completed', name: 'Completed', colour: 'good' },
    { metric: 'cancelled', name: 'Cancelled', colour: 'waiting' },
    { metric: 'unfulfilled', name: 'Unfulfilled', colour: 'bad' },
  ],
}
const REVENUE: Wanted = {
  kind: 'columns',
  unit: 'minor',
  courses: [{ metric: 'revenue', name: 'Revenue', colour: 'accent' }],
}
const ASSIGNMENT: Wanted = {
  kind: 'lines',
  unit: 'seconds',
  courses: [
    { metric: 'assignmentP50S', name: 'Median', colour: 'accent' },
    { metric: 'assignmentP90S', name: '9 of 10', colour: 'dropoff' },
  ],
}
const UTILISATION: Wanted = {
  kind: 'lines',
  unit: 'share',
  courses: [{ metric: 'utilisation', name: 'Utilisation', colour: 'accent' }],
}

/** Counts and money are columns, since they add up; shares and times are lines. */
function courseOf(metric: ShownMetric): Wanted {
  const { label: name, unit } = figureLook(metric)
  const kind = metric === 'averagePrice' || unit === 'share' || unit === 'seconds' ? 'lines' : 'columns'
  return { kind, unit, courses: [{ metric, name, colour: 'pickup' }] }
}

/** The period over time; the last chart is of the figure that was chosen. */
export const Charts = ({ view, chosen }: { view: View; chosen: ShownMetric }) => (
  <div className="charts">
    <ChartCard id="outcomes" title="Outcomes" view={view} wanted={OUTCOMES} />
    <Funnel view={view} />
    <ChartCard
      key={chosen}
      id={chosen}
      title={`${figureLook(chosen).label} over time`}
      view={view}
      wanted={courseOf(chosen)}
    />
    <ChartCard id="revenue" title="Revenue" view={view} wanted={REVENUE} />
    <ChartCard id="assignment" title="Time to assignment" view={view} wanted={ASSIGNMENT} />
    <ChartCard id="utilisation" title="Utilisation of drivers" view={view} wanted={UTILISATION} />
  </div>
)
