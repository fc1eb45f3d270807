import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { againMs, filterQuery, periodQuery, type View } from './view.ts'

/** A figure of the period beside that of the earlier one; one of each currency where it is money. */
export type Compared = { currency: string | null; value: number | null; previous: number | null }
export type Summary = ReadonlyMap<string, readonly Compared[]>

/** Every figure of the period by its name. */
export function useSummary(view: View) {
  const periods = [view.span, ...(view.earlier ? [view.earlier] : [])].map(periodQuery)
  const filter = filterQuery(view)
  return useQuery({
    queryKey: ['analytics', 'summary', filter, periods],
    queryFn: async (): Promise<Summary> => {
      const [now = [], before = []] = await Promise.all(
        periods.map(async (period) => {
          const { items } = await call('get', '/v1/analytics/summary', { query: { ...period, ...filter } })
          return items.map(({ metric, ...item }) => ({ metric: String(metric), ...item }))
        }),
      )
      const names = new Set([...now, ...before].map(({ metric }) => metric))
      return new Map(
        Array.from(names, (name) => {
          const [ours, theirs] = [now, before].map((items) => items.filter(({ metric }) => metric === name))
          const currencies = new Set([...(ours ?? []), ...(theirs ?? [])].map(({ currency }) => currency))
          const of = (items: typeof ours, currency: string | null) =>
            items?.find((item) => item.currency === currency)?.value ?? null
          return [
            name,
            Array.from(currencies, (currency) => ({
              currency,
              value: of(ours, currency),
              previous: of(theirs, currency),
            })),
          ]
        }),
      )
    },
    placeholderData: keepPreviousData,
    refetchInterval: againMs(view),
  })
}
