import { afterAll, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { latLngToCell } from 'h3-js'
import { rebuildRollups } from '../server/analytics/rebuild-rollups.ts'
import { sampleSupply } from '../server/analytics/sample-supply.ts'
import { createHaulApp } from '../server/booking/testing/create-haul-app.ts'
import { systemContext } from '../server/platform/context.ts'
import { until } from '../server/testing/until.ts'
import { startAnalytics } from './analytics.ts'

const HOUR_MS = 3_600_000

const t = await createHaulApp()
const { deps } = t
const context = systemContext(deps, 'a test')
const relay = await deps.eventLog.startRelay()
const worker = await startAnalytics(deps)
afterAll(async () => {
  await Promise.all([worker.stop(), relay.stop()])
  await t.close()
})

async function read(what: string, more: Record<string, string> = {}) {
  const nowMs = deps.clock.now().getTime()
  const [from, to] = [nowMs - 3 * HOUR_MS, nowMs + HOUR_MS].map((ms) => new Date(ms).toISOString()) as [
    string,
    string,
  ]
  const answer = await t.request(
    'GET',
    `/v1/analytics/${what}?${new URLSearchParams({ from, to, ...more })}`,
    {
      as: t.operator,
    },
  )
  expect(answer.status).toBe(200)
  return answer.body.items as Record<string, unknown>[]
}
const figure = async (metric: string) => (await read('summary')).find((item) => item.metric === metric)?.value

test('a haul, a cancellation and their quotes are in the figures once the log has told of them, and the same counted anew', async () => {
  const [driver] = t.drivers
  await until(() => t.deps.driverIndex.get(driver.id)?.status === 'available')
  const id = await t.newBooking()
  while ((await t.readRow(id)).state !== 'completed') {
    expect((await t.advance(id, driver)).status).toBe(200)
    t.pass(60_000)
  }
  const cancelled = await t.newBooking()
  await t.cancel(cancelled, t.customer.token)
  await t.request('PUT', '/v1/driver/availability', { as: driver.token, body: { status: 'offline' } })
  const told = async () => Promise.all(['completed', 'cancelled', 'quotes'].map(figure))
  await until(async () => (await told()).join() === '1,1,2')
  const readAll = async () => [
    await read('summary'),
    await read('funnel'),
    await read('cells', { resolution: '9' }),
  ]
  const counted = await readAll()
  expect(await figure('revenue')).toBe((await t.readRow(id)).priceMinor)
  expect((await read('funnel')).map(({ count }) => count)).toEqual([2, 2, 1, 1, 1, 1])
  await until(async () => (await read('drivers')).some((row) => Number(row.onlineS) > 0 && row.hauls === 1))
  await rebuildRollups(context)
  expect(await readAll()).toEqual(counted)
})

test('the free drivers of a minute are counted once, however many processes count them', async () => {
  t.pass(120_000)
  const [, free] = t.drivers
  const place = { lat: 12.971, lng: 77.591 }
  const position = { ...place, recordedAt: deps.clock.now().toISOString() }
  await t.request('PUT', '/v1/driver/availability', {
    as: free.token,
    body: { status: 'available', position },
  })
  await until(
    () => (deps.driverIndex.get(free.id)?.position?.heardAtMs ?? 0) > deps.clock.now().getTime() - 60_000,
  )
  await deps.db.execute(sql`truncate supply_samples, supply_cells, supply_rollups`)
  await Promise.all(Array.from({ length: 8 }, () => sampleSupply(context)))
  expect(await read('heatmap', { metric: 'supply', resolution: '9' })).toEqual([
    { cell: latLngToCell(place.lat, place.lng, 9), value: 1 },
  ])
  expect(await figure('driversFree')).toBe(1)
})
