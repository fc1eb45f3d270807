import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import type { Answer } from '../api/routes.ts'
import type { ChartData } from './chart/chart-data.ts'
import type { Metric } from './figure-list.ts'
import type { Unit } from './format-figure.ts'
import type { Span } from './period.ts'
import { againMs, filterQuery, periodQuery, type View } from './view.ts'

type Items = Answer<'get', '/v1/analytics/timeseries'>['items']
export type Course = { metric: Metric; name: string; colour: string }
export type Wanted = { kind: ChartData['kind']; unit: Unit; courses: readonly Course[] }

/** Some figures of one unit over time as charts: one, or of money one of each currency. */
export function useSeries(view: View, wanted: Wanted) {
  const { span, earlier, bucket, timeZone } = view
  const filter = filterQuery(view)
  const periods = [span, ...(earlier ? [earlier] : [])].map(periodQuery)
  const metrics = wanted.courses.map(({ metric }) => metric)
  return useQuery({
    queryKey: ['analytics', 'timeseries', metrics, bucket, timeZone, filter, periods],
    queryFn: async () => {
      const [now = [], before = []] = await Promise.all(
        periods.map((period) =>
          Promise.all(
            metrics.map(async (metric) => {
              const query = { ...period, ...filter, metric, bucket, timeZone }
              return (await call('get', '/v1/analytics/timeseries', { query })).items
            }),
          ),
        ),
      )
      return chartsOf(wanted, { bucket, timeZone, now, before })
    },
    placeholderData: keepPreviousData,
    refetchInterval: againMs(view),
  })
}

type Read = { now: readonly Items[]; before: readonly Items[] } & Pick<ChartData, 'bucket' | 'timeZone'>

/** What was read of each course, now and before, as a chart of each currency; without any there is an empty one. */
export function chartsOf({ kind, unit, courses }: Wanted, { now, before, ...rest }: Read): ChartData[] {
  const found = new Set([...now, ...before].flatMap((items) => items.map(({ currency }) => currency)))
  const currencies = found.size > 0 ? [...found].sort() : [null]
  return currencies.map((currency) => {
    const ours = (items: Items | undefined) => (items ?? []).filter((item) => item.currency === currency)
    const valuesOf = (items: Items | undefined) => ours(items).map(({ value }) => value)
    return {
      ...{ kind, unit, currency, ...rest },
      spans: spansOf(now.map(ours)),
      earlierSpans: spansOf(before.map(ours)),
      series: courses.map((course, i) => ({
        ...course,
        values: valuesOf(now[i]),
        earlier: valuesOf(before[i]),
      })),
    }
  })
}

const spansOf = (read: readonly Items[]): Span[] =>
  (read.find((items) => items.length > 0) ?? []).map(({ startsAt, endsAt }) => ({
    fromMs: Date.parse(startsAt),
    toMs: Date.parse(endsAt),
  }))
