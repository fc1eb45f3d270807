import { afterAll, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { surgeCells } from '../db/schema/index.ts'
import { type Frame, listen, positionAt } from '../server/communication/testing/listen.ts'
import { until } from '../server/testing/create-test-app.ts'
import { surgeCellOf } from '../server/tracking/geo.ts'
import { startSurge } from './surge.ts'

/** The publications of minutes, in seconds. */
const t = await listen({ hasWorkers: false, config: { surgeIntervalMs: 50 } })
afterAll(() => t.close())
const operator = await t.operator()
const customers: string[] = []
for (let i = 0; i < 12; i++) customers.push((await t.signUp('customer')).token)

const MARKET = '8461893ffffffff'
const { pickup } = t.haul
const cell = surgeCellOf(pickup)
const askForPrices = () => Promise.all(customers.map((as) => t.quote(as)))
const quoted = async () =>
  (await t.request('POST', '/v1/quotes', { as: customers[0], body: t.haul })).body.surge
const multiplierOf = async () => {
  const [row] = await t.deps.db.select().from(surgeCells).where(eq(surgeCells.cell, cell))
  return row?.multiplierPermille ?? 1_000
}
const steer = (path: string, body: object) =>
  t.request('POST', `/v1/admin/surge/controls${path}`, { as: operator, body })

test('customers without a driver raise the price, which the quote explains and sockets tell; drivers lower it', async () => {
  const desk = await t.signedIn(operator)
  desk.send({ type: 'subscribe', topic: 'surge' })
  const worker = await startSurge(t.deps)
  await askForPrices()
  await until(async () => (await multiplierOf()) >= 1_300)
  const raised = await quoted()
  expect(raised.multiplier).toBeGreaterThanOrEqual(1.3)
  expect(raised.inputs).toMatchObject({ supply: 0, supplyNear: 0 })
  expect(raised.inputs.demand).toBeGreaterThan(10)
  expect(raised.explanation).toContain('free drivers 0.0')
  const told = await desk.frame(
    (frame) =>
      frame.type === 'surge' && frame.cells.some((it: Frame) => it.cell === cell && it.multiplier >= 1.3),
  )
  expect(told.market).toBe(MARKET)
  // Who comes later is told by the log, long before the demand is counted from the table again.
  for (let i = 0; i < 3; i++) await t.quote((await t.signUp('customer')).token)
  await until(async () => (await quoted()).inputs.demand > raised.inputs.demand + 1)
  for (let i = 0; i < 8; i++) await t.availableDriver(pickup.lat, pickup.lng)
  await until(async () => (await multiplierOf()) < 1_250)
  const lower = await quoted()
  expect(lower.multiplier).toBeLessThan(raised.multiplier)
  expect(desk.broken).toEqual([])
  desk.socket.close()
  await worker.stop()
})

test('counts no driver who is on a break, unheard or on a haul', async () => {
  const supplied = async () => (await quoted()).inputs?.supply
  const driver = await t.availableDriver(pickup.lat, pickup.lng)
  t.clock.offsetMs += 61_000
  const worker = await startSurge(t.deps)
  await askForPrices()
  await until(async () => (await supplied()) === 0)
  const report = { positions: [positionAt(t, pickup.lat, pickup.lng)] }
  await t.request('POST', '/v1/driver/positions', { as: driver.token, body: report })
  await until(async () => (await supplied()) === 1)
  await t.request('PUT', '/v1/driver/availability', { as: driver.token, body: { status: 'paused' } })
  await until(async () => (await supplied()) === 0)
  await worker.stop()
})

test('one that is started again goes on from the same price, and what an operator sets is in force at once', async () => {
  const first = await startSurge(t.deps)
  await askForPrices()
  await until(async () => (await multiplierOf()) >= 1_300)
  await first.stop()
  const left = await multiplierOf()
  const hand = { market: MARKET, kind: 'freeze', reason: 'Hands off' }
  const { body: freeze } = await steer('', hand)
  const second = await startSurge(t.deps)
  const told = await until(async () => {
    const surge = await quoted()
    return surge.inputs?.decidedBy === 'freeze' && surge
  })
  expect(told.multiplier).toBe(left / 1_000)
  await steer(`/${freeze.id}/end`, {})
  await steer('', { ...hand, kind: 'override', multiplier: 3 })
  expect((await until(async () => (await quoted()).multiplier === 3 && quoted())).inputs.decidedBy).toBe(
    'override',
  )
  await second.stop()
})
