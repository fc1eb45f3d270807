import { afterAll, describe, expect, test } from 'bun:test'
import { cellToParent, latLngToCell } from 'h3-js'
import { DEMO_CENTRE } from '../../db/seed.ts'
import { at, createHistoryApp, DAY_MS, DAYS, type Query, START_MS } from './testing/create-history-app.ts'
import { PLACES } from './testing/draw-bookings.ts'

const { told, get, close } = await createHistoryApp()
afterAll(close)

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

test('the markets are those that have prices, with what is paid and which time it is there', async () => {
  const { items } = await get('markets', {})
  const { lat, lng } = DEMO_CENTRE
  expect(items).toContainEqual({
    market: latLngToCell(lat, lng, 4),
    lat: expect.closeTo(lat, 0),
    lng: expect.closeTo(lng, 0),
    currency: 'INR',
    timeZone: 'Asia/Kolkata',
  })
  const markets = items.map(({ market }: { market: string }) => market)
  expect(new Set(markets).size).toBe(markets.length)
  expect(markets).not.toContain('elsewhere')
})

test('the table of drivers finds those of a name, page by page', async () => {
  const query = { from: at(START_MS), to: at(START_MS + DAYS * DAY_MS), limit: 1 }
  const { items } = await get('drivers', { ...query, limit: 50 })
  const name = items[0].name as string
  const found = await get('drivers', { ...query, limit: 50, q: name.toUpperCase() })
  expect(found.items).toEqual(items.filter((item: { name: string }) => item.name === name))
  expect((await get('drivers', { ...query, q: '%' })).items).toEqual([])
})
