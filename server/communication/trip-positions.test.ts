import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createEstimateRouting } from '../platform/routing/estimate.ts'
import { marketOf, solarHour } from '../tracking/geo.ts'
import { listen, positionAt, type TestServer } from './testing/listen.ts'

const HERE = { lat: 13.006, lng: 77.59 }
let t: TestServer
beforeAll(async () => {
  t = await listen()
})
afterAll(() => t.close())

test('the arrival beside a followed driver is corrected by the leg that they drive', async () => {
  const { pickup, dropoff } = t.haul
  const learnt = { market: marketOf(pickup), vehicleClass: 'van' as const, spread: 0.1, samples: 1e12 }
  for (let hour = 0; hour < 24; hour++)
    t.deps.corrections.take([
      { ...learnt, hour, leg: 'pickup', factor: 2, updatedAt: new Date(0) },
      { ...learnt, hour, leg: 'haul', factor: 3, updatedAt: new Date(0) },
    ])
  const customer = await t.signUp('customer')
  const driver = await t.availableDriver(HERE.lat, HERE.lng)
  const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
  const assignment = { as: await t.operator(), body: { driverId: driver.id } }
  let { version } = (await t.request('POST', `/v1/bookings/${booking.id}/assign`, assignment)).body
  const watcher = await t.signedIn(customer.token)
  watcher.send({ type: 'subscribe', topic: `booking:${booking.id}` })
  const cab = await t.signedIn(driver.token)
  const move = (offsetMs: number) =>
    cab.send({ type: 'positions', positions: [positionAt(t, HERE.lat, HERE.lng, offsetMs)] })
  /** At the turn of an hour it may be of either. */
  const plainS = (to: typeof pickup) => {
    const hour = solarHour(to.lng, t.clock.now())
    return [hour, (hour + 23) % 24].map((each) => createEstimateRouting().etaS(HERE, to, 'van', each))
  }
  const isOf = (factor: number, to: typeof pickup) => (frame: { type: string; etaS: number }) =>
    frame.type === 'position' && plainS(to).some((etaS) => frame.etaS === factor * etaS)
  move(1_000)
  expect(await watcher.frame(isOf(2, pickup))).toMatchObject({ bookingId: booking.id })
  for (const status of ['en_route_to_pickup', 'arrived_at_pickup', 'goods_collected']) {
    const report = { as: driver.token, body: { status, version } }
    version = (await t.request('POST', `/v1/bookings/${booking.id}/status`, report)).body.version
  }
  await watcher.frame((frame) => frame.event === 'goods_collected')
  move(2_000)
  expect(await watcher.frame(isOf(3, dropoff))).toMatchObject({ bookingId: booking.id })
  for (const client of [cab, watcher]) client.socket.close()
})
