import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { cellToParent } from 'h3-js'
import { systemContext } from '../platform/context.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { randomFrom } from '../testing/seeded-random.ts'
import { rebuildRollups } from './rebuild-rollups.ts'
import { CLASSES, drawBookings, PLACES, stepsOf, type Told, writePeople } from './testing/random-history.ts'
import { recount, recountDrivers } from './testing/recount.ts'

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
const START_MS = Date.UTC(2026, 2, 27)
const DAY_MS = 86_400_000
const DAYS = 10

const t = await createTestApp({ hasWorkers: false, config: { cellRetentionDays: 3_650 } })
const random = randomFrom(SEED)
const told = drawBookings(random, 80, START_MS, DAYS)
let operator: string
beforeAll(async () => {
  console.log(`seed ${SEED}`)
  operator = await t.signIn('operator@hexhaul.test')
  await writePeople(t.deps)
  for (const [n, booking] of told.entries())
    for (const step of stepsOf(t.deps, booking, n)) await step.write()
  await rebuildRollups(systemContext(t.deps, 'a test'))
}, 60_000)
afterAll(t.close)

type Query = Record<string, string | number>
async function get(what: string, query: Query, headers?: Record<string, string>) {
  const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]))
  const answer = await t.request('GET', `/v1/analytics/${what}?${search}`, {
    as: operator,
    ...(headers && { headers }),
  })
  if (answer.status !== 200) throw new Error(`${what}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
const at = (ms: number) => new Date(ms).toISOString()
const QUARTER_MS = 900_000
const quarter = (fromMs: number, spanMs: number) =>
  fromMs + Math.floor((random() * spanMs) / QUARTER_MS) * QUARTER_MS
const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T
type Figure = {
  metric: string
  currency: string | null
  value: number | null
  previous: number | null
  change: number | null
}
const byName = (items: Figure[], of: 'value' | 'previous' = 'value') =>
  Object.fromEntries(items.map((item) => [`${item.metric} ${item.currency ?? ''}`.trim(), item[of]]))

describe('the figures of a period', () => {
  test('are what a count of the bookings themselves says, whatever the period, the market and the class', async () => {
    for (let n = 0; n < 25; n++) {
      const fromMs = quarter(START_MS - DAY_MS, DAYS * DAY_MS)
      const toMs = quarter(fromMs + QUARTER_MS, START_MS + (DAYS + 2) * DAY_MS - fromMs)
      const filter = {
        ...(random() < 0.5 && { market: pick(PLACES).market }),
        ...(random() < 0.5 && { vehicleClass: pick(CLASSES) }),
      }
      const ours = told.filter((booking) =>
        Object.entries(filter).every(([key, value]) => booking[key as keyof Told] === value),
      )
      const { items } = await get('summary', {
        from: at(fromMs),
        to: at(toMs),
        compare: 'previous',
        ...filter,
      })
      const all = told
      const before = { fromMs: fromMs - (toMs - fromMs), toMs: fromMs }
      expect(byName(items)).toMatchObject(recount(ours, all, { fromMs, toMs }))
      expect(byName(items, 'previous')).toMatchObject(recount(ours, all, before))
    }
  }, 60_000)
})

describe('a figure over time', () => {
  test('adds up to the figure of the period, in buckets of any zone, those of nothing included', async () => {
    for (const timeZone of ['Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe'])
      for (const bucket of ['hour', 'day', 'week', 'month']) {
        const period = { from: at(START_MS - DAY_MS), to: at(START_MS + (DAYS + 2) * DAY_MS) }
        const whole = byName((await get('summary', period)).items)
        for (const metric of ['completed', 'bookings', 'revenue'] as const) {
          const { items } = await get('timeseries', { ...period, metric, bucket, timeZone })
          for (const currency of metric === 'revenue' ? ['INR', 'AED'] : [null]) {
            const ours = items.filter((item: Figure) => item.currency === currency)
            expect(ours.reduce((sum: number, { value }: { value: number }) => sum + value, 0)).toBe(
              whole[`${metric} ${currency ?? ''}`.trim()] as number,
            )
            expect(ours[0].startsAt).toBe(period.from)
            expect(ours.at(-1).endsAt).toBe(period.to)
            if (bucket === 'hour') expect(ours.length).toBeGreaterThanOrEqual((DAYS + 3) * 24)
          }
        }
      }
  }, 60_000)

  test('has in each local day what happened in it, and beside it that of the period before', async () => {
    // The clocks of New York go on in the second of these nights.
    const days = [
      '2026-03-07T05:00:00Z',
      '2026-03-08T05:00:00Z',
      '2026-03-09T04:00:00Z',
      '2026-03-10T04:00:00Z',
    ]
    const query = { from: days[0] as string, to: days[3] as string, metric: 'completed', bucket: 'day' }
    const { items } = await get('timeseries', { ...query, timeZone: 'America/New_York', compare: 'previous' })
    const inDay = (from: string, to: string) =>
      recount(told, told, { fromMs: Date.parse(from), toMs: Date.parse(to) }).completed
    expect(items.map(({ value }: Figure) => value)).toEqual(
      [0, 1, 2].map((i) => inDay(days[i] as string, days[i + 1] as string)),
    )
    expect(items[0].previous).toBe(inDay('2026-03-04T06:00:00Z', '2026-03-05T05:00:00Z'))
  })

  test('is refused of no zone, of too many buckets and of a period that is none', async () => {
    const ask = (query: Query) =>
      t.request('GET', `/v1/analytics/timeseries?${new URLSearchParams(query as Record<string, string>)}`, {
        as: operator,
      })
    const query = { from: at(START_MS), to: at(START_MS + DAY_MS), metric: 'completed', bucket: 'hour' }
    expect((await ask({ ...query, timeZone: 'Mars/Olympus' })).body.code).toBe('time_zone_unknown')
    expect((await ask({ ...query, to: at(START_MS + 60 * DAY_MS) })).body.code).toBe('period_invalid')
    expect((await ask({ ...query, to: query.from })).body.code).toBe('period_invalid')
    expect((await ask({ ...query, metric: 'joy' })).body.code).toBe('validation_failed')
  })
})

describe('the funnel', () => {
  test('tells how far the quotes of a period have come, whenever they did', async () => {
    const [fromMs, toMs] = [START_MS, START_MS + 4 * DAY_MS]
    const { items } = await get('funnel', { from: at(fromMs), to: at(toMs) })
    const asked = told.filter(({ quotedAtMs }) => quotedAtMs >= fromMs && quotedAtMs < toMs)
    const reached = (state: string) =>
      asked.filter(({ moves }) => moves.some(({ to }) => to === state)).length
    expect(items.map(({ count }: { count: number }) => count)).toEqual([
      0,
      asked.length,
      ...['assigned', 'goods_collected', 'delivered', 'completed'].map(reached),
    ])
  })
})

describe('the table of drivers', () => {
  test('is what a count of the bookings themselves says, whatever the period, page by page', async () => {
    for (let n = 0; n < 12; n++) {
      const fromMs = quarter(START_MS, DAYS * DAY_MS)
      const toMs = quarter(fromMs + QUARTER_MS, START_MS + (DAYS + 1) * DAY_MS - fromMs)
      const sort = pick(['hauls', 'distanceM', 'revenue', 'acceptanceRate'])
      const rows: Record<string, number | string | null>[] = []
      let cursor: string | null = null
      do {
        const page: Query = { from: at(fromMs), to: at(toMs), sort, limit: 3, ...(cursor && { cursor }) }
        const { items, nextCursor } = await get('drivers', page)
        rows.push(...items)
        cursor = nextCursor
      } while (cursor)
      const expected = recountDrivers(told, { fromMs, toMs })
      expect(new Set(rows.map(({ driverId, currency }) => `${driverId} ${currency}`))).toEqual(
        new Set(expected.keys()),
      )
      expect(rows).toHaveLength(expected.size)
      for (const row of rows)
        expect(row).toMatchObject(expected.get(`${row.driverId} ${row.currency}`) as Record<string, number>)
      const values = rows.map((row) => Number(row[sort] ?? -1))
      expect(values).toEqual(values.toSorted((a, b) => b - a))
    }
  }, 60_000)
})

describe('maps of cells', () => {
  test('have at each resolution the sums of their children, and the market that they are asked for', async () => {
    const period = { from: at(START_MS), to: at(START_MS + (DAYS + 2) * DAY_MS) }
    type Cell = { cell: string; value: number }
    const finest: Cell[] = (await get('heatmap', { ...period, metric: 'demand', resolution: 9 })).items
    expect(finest.reduce((sum, { value }) => sum + value, 0)).toBe(told.length)
    for (const resolution of [6, 7, 8]) {
      const { items } = await get('heatmap', { ...period, metric: 'demand', resolution })
      const sums: Record<string, number> = {}
      for (const { cell, value } of finest) {
        const parent = cellToParent(cell, resolution)
        sums[parent] = (sums[parent] ?? 0) + value
      }
      expect(Object.fromEntries(items.map(({ cell, value }: Cell) => [cell, value]))).toEqual(sums)
    }
    const { market } = PLACES[0]
    const ours = (await get('heatmap', { ...period, metric: 'demand', resolution: 9, market }))
      .items as Cell[]
    expect(ours.every(({ cell }) => cellToParent(cell, 4) === cellToParent(ours[0]?.cell as string, 4))).toBe(
      true,
    )
    const { items } = await get('cells', period)
    const collected = told.filter(({ moves }) => moves.some(({ to }) => to === 'goods_collected')).length
    expect(items.reduce((sum: number, { pickups }: { pickups: number }) => sum + pickups, 0)).toBe(collected)
  })
})

test('each list is also a table', async () => {
  const period = { from: at(START_MS), to: at(START_MS + DAYS * DAY_MS) }
  const lists: [string, Query][] = [
    ['summary', period],
    ['timeseries', { ...period, metric: 'revenue', bucket: 'day' }],
    ['funnel', period],
    ['drivers', period],
    ['heatmap', { ...period, metric: 'demand' }],
    ['cells', period],
  ]
  for (const [what, query] of lists) {
    const { items } = await get(what, query)
    const csv: string = await get(what, query, { accept: 'text/csv' })
    const [head, ...rows] = csv.trimEnd().split('\r\n')
    expect(rows).toHaveLength(items.length)
    const columns = (head as string).split(',')
    expect(new Set(columns)).toEqual(new Set(Object.keys(items[0])))
    expect(rows.map((row) => row.split(','))).toEqual(
      items.map((item: Record<string, unknown>) => columns.map((column) => String(item[column] ?? ''))),
    )
  }
})

test('how things stand now counts what is open, who is there and the last hour', async () => {
  const live = await get('live', {})
  expect(Object.values<number>(live.bookings).reduce((sum, count) => sum + count, 0)).toBe(
    told.filter(
      ({ moves }) => !['completed', 'cancelled', 'unfulfilled'].includes(moves.at(-1)?.to as string),
    ).length,
  )
  expect(live.lastHour).toEqual({ completed: 0, cancelled: 0, unfulfilled: 0 })
  expect(Object.keys(live.drivers).sort()).toEqual(['available', 'offline', 'onHaul', 'paused'])
})
