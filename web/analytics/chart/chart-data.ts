import type { Amount, Unit } from '../format-figure.ts'
import type { Bucket, Span } from '../period.ts'

/** A figure over time: a value of each bucket, and of the bucket of the same number in the earlier period. */
export type Series = {
  metric: string
  name: string
  /** A colour of the theme. */
  colour: string
  values: readonly (number | null)[]
  earlier: readonly (number | null)[]
}
export type ChartData = {
  kind: 'columns' | 'lines'
  unit: Unit
  currency: string | null
  bucket: Bucket
  timeZone: string
  spans: readonly Span[]
  earlierSpans: readonly Span[]
  /** Columns of several stand on each other, the first below. */
  series: readonly Series[]
}

export const amountOf = ({ unit, currency }: ChartData, value: number | null): Amount => ({
  unit,
  currency,
  value,
})

const largest = (values: readonly (number | null)[]) =>
  values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
export const totals = (series: readonly Series[], of: 'values' | 'earlier'): number[] =>
  Array.from({ length: largest(series.map((each) => each[of].length)) }, (_, i) =>
    series.reduce((sum, each) => sum + (each[of][i] ?? 0), 0),
  )

/** The largest value that the chart has to have room for. */
export const largestOf = ({ kind, series }: ChartData): number =>
  kind === 'columns'
    ? Math.max(largest(totals(series, 'values')), largest(totals(series, 'earlier')))
    : Math.max(...series.map(({ values, earlier }) => Math.max(largest(values), largest(earlier))))

export const isEmpty = (data: ChartData) =>
  data.series.every(({ values }) => values.every((value) => value === null || value === 0))
