import { expect, test } from 'bun:test'
import { chartCsv } from './chart-csv.ts'
import type { ChartData } from './chart-data.ts'

const HOUR_MS = 3_600_000
const series = (metric: string, values: (number | null)[], earlier: (number | null)[] = []) => ({
  ...{ metric, name: metric, colour: 'good', values, earlier },
})
const data: ChartData = {
  ...{ kind: 'lines', unit: 'count', currency: null, bucket: 'hour', timeZone: 'UTC' },
  spans: [0, 1].map((n) => ({ fromMs: n * HOUR_MS, toMs: (n + 1) * HOUR_MS })),
  earlierSpans: [],
  series: [series('completed', [3, 0]), series('cancelled', [1, null])],
}

test('a chart as CSV has each bucket with the values of all its series, and what is not known is empty', () => {
  expect(chartCsv(data)).toBe(
    'startsAt,endsAt,completed,cancelled\r\n' +
      '1970-01-01T00:00:00.000Z,1970-01-01T01:00:00.000Z,3,1\r\n' +
      '1970-01-01T01:00:00.000Z,1970-01-01T02:00:00.000Z,0,\r\n',
  )
})

test('a chart of money that is compared has the currency, and what it is compared with, in columns of their own', () => {
  const earlierSpans = [{ fromMs: -HOUR_MS, toMs: 0 }]
  const money = { ...data, currency: 'INR', earlierSpans, series: [series('revenue', [500, 7], [400])] }
  expect(chartCsv(money).split('\r\n')).toEqual([
    'startsAt,endsAt,currency,revenue,previousStartsAt,revenue_previous',
    '1970-01-01T00:00:00.000Z,1970-01-01T01:00:00.000Z,INR,500,1969-12-31T23:00:00.000Z,400',
    '1970-01-01T01:00:00.000Z,1970-01-01T02:00:00.000Z,INR,7,,',
    '',
  ])
})
