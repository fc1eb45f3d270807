import type { ChartData } from './chart-data.ts'

/** All that a chart shows as CSV (RFC 4180), in the units of the API; what is not known is empty. */
export function chartCsv({ spans, earlierSpans, series, currency }: ChartData): string {
  const hasEarlier = earlierSpans.length > 0
  const names = series.map(({ metric }) => metric)
  const head = [
    ...['startsAt', 'endsAt', ...(currency ? ['currency'] : []), ...names],
    ...(hasEarlier ? ['previousStartsAt', ...names.map((name) => `${name}_previous`)] : []),
  ]
  const iso = (atMs: number) => new Date(atMs).toISOString()
  const rows = spans.map(({ fromMs, toMs }, i) => {
    const before = earlierSpans[i]
    return [
      ...[iso(fromMs), iso(toMs), ...(currency ? [currency] : []), ...series.map(({ values }) => values[i])],
      ...(hasEarlier ? [before && iso(before.fromMs), ...series.map(({ earlier }) => earlier[i])] : []),
    ]
  })
  return [head, ...rows].map((cells) => `${cells.map((cell) => cell ?? '').join(',')}\r\n`).join('')
}
