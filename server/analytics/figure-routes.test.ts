import { afterAll, describe, expect, test } from 'bun:test'
import {
  at,
  byName,
  createHistoryApp,
  DAY_MS,
  DAYS,
  type Figure,
  type Query,
  START_MS,
} from './testing/create-history-app.ts'
import { CLASSES, PLACES, type Told } from './testing/draw-bookings.ts'
import { recount, recountDrivers } from './testing/recount.ts'

const { told, random, ask, get, pick, quarter, close } = await createHistoryApp()
afterAll(close)

describe('the figures of a period', () => {
  test('are what a count of the bookings themselves says, whatever the period, the market and the class', async () => {
    for (let n = 0; n < 25; n++) {
      const fromMs = quarter(START_MS - DAY_MS, DAYS * DAY_MS)
      const toMs = quarter(fromMs + 900_000, START_MS + (DAYS + 2) * DAY_MS - fromMs)
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
    const query = { from: at(START_MS), to: at(START_MS + DAY_MS), metric: 'completed', bucket: 'hour' }
    for (const timeZone of ['Mars/Olympus', '+05:17'])
      expect((await ask('timeseries', { ...query, timeZone })).body.code).toBe('time_zone_unknown')
    expect((await ask('timeseries', { ...query, to: at(START_MS + 60 * DAY_MS) })).body.code).toBe(
      'period_invalid',
    )
    expect((await ask('timeseries', { ...query, to: query.from })).body.code).toBe('period_invalid')
    expect((await ask('timeseries', { ...query, metric: 'joy' })).body.code).toBe('validation_failed')
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
      const toMs = quarter(fromMs + 900_000, START_MS + (DAYS + 1) * DAY_MS - fromMs)
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
