import { afterAll, expect, test } from 'bun:test'
import { createHaulApp } from '../booking/testing/create-haul-app.ts'

const t = await createHaulApp()
afterAll(t.close)
const { customer, drivers } = t

const FROM = { lat: 12.95, lng: 77.59 }
const TO = { lat: 13.01, lng: 77.59 }
/** Along one road from the pickup to the drop-off, given there and back. */
const STOPS = [0.04, 0.01, 0.05, 0.02].map((north) => ({ lat: FROM.lat + north, lng: FROM.lng }))
const BEST = [1, 3, 0, 2]

const quote = async (body: object = {}) => {
  const haul = { pickup: FROM, dropoff: TO, vehicleClass: 'van', stops: STOPS, ...body }
  return (await t.request('POST', '/v1/quotes', { as: customer.token, body: haul })).body
}
const book = (quoteId: string, stops?: object[]) =>
  t.request('POST', '/v1/bookings', {
    as: customer.token,
    headers: { 'idempotency-key': crypto.randomUUID() },
    body: { quoteId, pickup: { address: 'from' }, dropoff: { address: 'to' }, ...(stops && { stops }) },
  })
const detail = async (id: string) =>
  (await t.request('GET', `/v1/bookings/${id}`, { as: customer.token })).body
const addressesOf = async (id: string) =>
  (await detail(id)).stops.map((stop: { address: string }) => stop.address)

test('a quote keeps the given order of its stops unless it is asked for the best one, which is shorter and cheaper', async () => {
  const given = await quote()
  expect(given.stops).toEqual(STOPS.map((place, index) => ({ ...place, index })))
  expect((await quote({ stopOrder: 'given' })).stops).toEqual(given.stops)
  const best = await quote({ stopOrder: 'best' })
  expect(best.stops).toEqual(BEST.map((index) => ({ ...STOPS[index], index })))
  expect(best.distanceM).toBeLessThan(given.distanceM / 1.5)
  expect(best.durationS).toBeLessThan(given.durationS)
  expect(best.price.amount).toBeLessThan(given.price.amount)
})

test('addresses find their stops by index, whatever order they come in, and nothing else is taken for a changed order', async () => {
  const { id } = await quote({ stopOrder: 'best' })
  const named = STOPS.map((_, index) => ({ address: `stop ${index}`, index }))
  for (const [stops, code] of [
    [named.map(({ address }) => ({ address })), 'stop_index_missing'],
    [named.slice(1), 'stops_differ'],
    [[...named, { address: 'one more', index: 4 }], 'stops_differ'],
    [[...named.slice(1), { address: 'twice', index: 1 }], 'stops_differ'],
    [[...named.slice(1), { address: 'not named' }], 'stops_differ'],
  ] as const)
    expect(await book(id, [...stops])).toMatchObject({ status: 422, body: { code } })
  const made = await book(id, named.toReversed())
  expect(made.status).toBe(201)
  expect(await addressesOf(made.body.id)).toEqual(BEST.map((index) => `stop ${index}`))
})

test('addresses of a given order may go without an index, or with one', async () => {
  const plain = await book(
    (await quote()).id,
    STOPS.map((_, index) => ({ address: `stop ${index}` })),
  )
  const named = STOPS.map((_, index) => ({ address: `stop ${index}`, index })).toReversed()
  const indexed = await book((await quote()).id, named)
  for (const { body } of [plain, indexed])
    expect(await addressesOf(body.id)).toEqual(STOPS.map((_, index) => `stop ${index}`))
  const none = await book((await quote({ stopOrder: 'best' })).id)
  expect(await addressesOf(none.body.id)).toEqual(STOPS.map(() => ''))
})

test('fifteen stops are priced one by one and driven one after another; sixteen are refused', async () => {
  const stops = Array.from({ length: 15 }, (_, i) => ({
    lat: FROM.lat + ((i * 7) % 15) / 250,
    lng: FROM.lng,
  }))
  const best = await quote({ stops, stopOrder: 'best' })
  expect(best.stops.map(({ index }: { index: number }) => (index * 7) % 15)).toEqual(stops.map((_, i) => i))
  const perStop = best.breakdown.find(({ code }: { code: string }) => code === 'stops')
  expect(perStop.label).toContain('15')
  const tooMany = await quote({ stops: [...stops, TO] })
  expect(tooMany).toMatchObject({ code: 'validation_failed', errors: [{ path: 'stops' }] })

  const { body } = await book(
    best.id,
    stops.map((_, index) => ({ address: `stop ${index}`, index })),
  )
  const [driver] = drivers
  while ((await t.readRow(body.id)).state !== 'goods_collected') await t.advance(body.id, driver)
  for (const { index } of best.stops) {
    const { nextStop, version } = await t.readRow(body.id)
    expect(nextStop?.address).toBe(`stop ${index}`)
    const reached = await t.request('POST', `/v1/bookings/${body.id}/stop-reached`, {
      as: driver.token,
      body: { version },
    })
    expect(reached.status).toBe(200)
  }
  expect((await t.readRow(body.id)).nextStop).toBeNull()
  await t.finish(body.id)
})
