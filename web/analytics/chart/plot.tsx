import type { CSSProperties } from 'react'
import { short } from '../format-figure.ts'
import { tickLabel } from '../time-labels.ts'
import { amountOf, type ChartData, largestOf, type Series, totals } from './chart-data.ts'
import { axisValues, labelEvery } from './scale.ts'

export const PLOT_HEIGHT = 212
const TOP = 10
const BOTTOM = 24
const RIGHT = 10
const LABEL_WIDTH = 62
const COLUMN_SHARE = 0.72
const COLUMN_MAX = 34
const CHARACTER_WIDTH = 6.4

/** Where things are in a chart of a width. */
export type Layout = ReturnType<typeof layoutOf>
export function layoutOf(data: ChartData, width: number) {
  const kind = data.unit === 'seconds' ? 'time' : data.unit === 'count' ? 'count' : 'any'
  const axis = axisValues(largestOf(data), kind)
  const labels = axis.map((value) => short(amountOf(data, value)))
  const left = Math.ceil(Math.max(...labels.map(({ length }) => length)) * CHARACTER_WIDTH) + 12
  const slot = Math.max(0, width - left - RIGHT) / Math.max(1, data.spans.length)
  const floor = PLOT_HEIGHT - BOTTOM
  const top = axis.at(-1) ?? 1
  return {
    ...{ width, left, slot, floor, axis, labels },
    x: (i: number) => left + (i + 0.5) * slot,
    y: (value: number) => floor - (value / top) * (floor - TOP),
    /** The bucket below a point of the chart. */
    at: (x: number) =>
      Math.min(data.spans.length - 1, Math.max(0, Math.floor((x - left) / Math.max(slot, 1e-6)))),
  }
}

const coloured = (colour: string) => ({ color: `var(--${colour})` }) as CSSProperties

type Props = { data: ChartData; layout: Layout; chosen: number | null; openFrom: number }

/** The picture of a chart; what it says is told in words by the readout and the table. */
export const Plot = ({ data, layout, chosen, openFrom }: Props) => (
  <svg className="plot" width={layout.width} height={PLOT_HEIGHT} aria-hidden="true" focusable="false">
    <Axes data={data} layout={layout} />
    {chosen !== null && (
      <rect
        className="plot-chosen"
        {...{ x: layout.left + chosen * layout.slot, y: TOP, width: layout.slot, height: layout.floor - TOP }}
      />
    )}
    {data.kind === 'columns' ? (
      <>
        <Columns {...{ data, layout, openFrom }} />
        <Line layout={layout} values={totals(data.series, 'earlier')} colour="muted" isFaint />
      </>
    ) : (
      data.series.map((series) => (
        <g key={series.name}>
          <Line layout={layout} values={series.earlier} colour={series.colour} isFaint />
          <Line layout={layout} values={series.values} colour={series.colour} />
          <Dot layout={layout} series={series} at={chosen} />
        </g>
      ))
    )}
  </svg>
)

function Axes({ data: { spans, bucket, timeZone }, layout }: Pick<Props, 'data' | 'layout'>) {
  const { left, width, axis, labels, floor, x, y } = layout
  const every = labelEvery(spans.length, (width - left) / LABEL_WIDTH)
  return (
    <>
      {axis.map((value, i) => (
        <g key={value}>
          <line className="plot-line" x1={left} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
          <text className="plot-label" x={left - 8} y={y(value)} dy="0.32em" textAnchor="end">
            {labels[i]}
          </text>
        </g>
      ))}
      {spans.map((span, i) =>
        i % every === 0 ? (
          <text key={span.fromMs} className="plot-label" x={x(i)} y={floor + 17} textAnchor="middle">
            {tickLabel(span, bucket, timeZone)}
          </text>
        ) : null,
      )}
    </>
  )
}

/** Columns upon each other; those that still grow are hollow. */
function Columns({ data: { series, spans }, layout: { x, y, slot }, openFrom }: Omit<Props, 'chosen'>) {
  const width = Math.max(1, Math.min(slot * COLUMN_SHARE, COLUMN_MAX))
  return spans.map(({ fromMs }, i) => {
    let below = 0
    return (
      <g key={fromMs} className="plot-column" data-open={i >= openFrom}>
        {series.map(({ name, colour, values }) => {
          const value = values[i] ?? 0
          const [from, to] = [y(below), y(below + value)]
          below += value
          if (value <= 0) return null
          return (
            <rect
              key={name}
              {...{ x: x(i) - width / 2, y: to, width, height: Math.max(1, from - to) }}
              style={coloured(colour)}
            />
          )
        })}
      </g>
    )
  })
}

type LineProps = {
  layout: Layout
  values: readonly (number | null)[]
  colour: string
  isFaint?: boolean
}
/** A line with gaps where there is nothing; a value between two gaps is a point. */
function Line({ layout: { x, y }, values, colour, isFaint = false }: LineProps) {
  const isKnown = (i: number) => values[i] !== null && values[i] !== undefined
  const path = values
    .map((value, i) =>
      value === null ? '' : `${isKnown(i - 1) ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`,
    )
    .join('')
  return (
    <g className="plot-course" data-faint={isFaint} style={coloured(colour)}>
      <path d={path} />
      {values.map((value, i) =>
        value === null || isKnown(i - 1) || isKnown(i + 1) ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place on the axis is what tells points apart
          <circle key={i} cx={x(i)} cy={y(value)} r={2.5} />
        ),
      )}
    </g>
  )
}

function Dot({ layout: { x, y }, series, at }: { layout: Layout; series: Series; at: number | null }) {
  const value = at === null ? null : series.values[at]
  if (at === null || value === null || value === undefined) return null
  return <circle className="plot-dot" cx={x(at)} cy={y(value)} r={4} style={coloured(series.colour)} />
}
