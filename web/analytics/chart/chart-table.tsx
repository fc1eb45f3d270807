import { exact } from '../format-figure.ts'
import { bucketLabel } from '../time-labels.ts'
import { amountOf, type ChartData } from './chart-data.ts'

/** All that a chart shows, for whoever reads rather than looks. */
export const ChartTable = ({ label, data }: { label: string; data: ChartData }) => {
  const hasEarlier = data.earlierSpans.length > 0
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className="chart-table" aria-label={`${label}, as a table`} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {data.series.map(({ name }) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
            {hasEarlier &&
              data.series.map(({ name }) => (
                <th key={name} scope="col" className="number">
                  {name}, before
                </th>
              ))}
          </tr>
        </thead>
        <tbody>
          {data.spans.map((span, i) => (
            <tr key={span.fromMs}>
              <th scope="row">{bucketLabel(span, data.bucket, data.timeZone)}</th>
              {data.series.map(({ name, values }) => (
                <td key={name} className="number">
                  {exact(amountOf(data, values[i] ?? null))}
                </td>
              ))}
              {hasEarlier &&
                data.series.map(({ name, earlier }) => (
                  <td key={name} className="number muted">
                    {exact(amountOf(data, earlier[i] ?? null))}
                  </td>
                ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
