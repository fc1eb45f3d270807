import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Redis } from 'ioredis'
import { surgeCells } from '../../db/schema/index.ts'
import { positionsChannel, surgeChannel } from '../platform/channels.ts'
import { surgeInputs } from '../pricing/testing/surge-inputs.ts'
import { until } from '../testing/create-test-app.ts'
import { type Frame, listen, positionAt, type TestClient, type TestServer } from './testing/listen.ts'

let t: TestServer
beforeAll(async () => {
  t = await listen()
})
afterAll(() => t.close())

const MARKET = '8460145ffffffff'
const report = (as: string, lat: number, lng: number, offsetMs = 0) =>
  t.request('POST', '/v1/driver/positions', { as, body: { positions: [positionAt(t, lat, lng, offsetMs)] } })
const offDuty = (as: string) =>
  t.request('PUT', '/v1/driver/availability', { as, body: { status: 'offline' } })

/** What a client that applies every `map` frame shows. */
function shownOn(client: TestClient): Map<string, Frame> {
  const shown = new Map<string, Frame>()
  for (const { drivers, gone } of client.ofType('map')) {
    for (const driver of drivers) shown.set(driver.id, driver)
    for (const id of gone) shown.delete(id)
  }
  return shown
}

describe('the map', () => {
  test('begins with what is inside, then tells changes only, and follows the viewport', async () => {
    const inside = await t.availableDriver(12.95, 77.55)
    const outside = await t.availableDriver(13.5, 77.55)
    const desk = await t.signedIn(await t.operator())
    desk.send({ type: 'subscribe', topic: 'map', bbox: [77.5, 12.9, 77.6, 13] })
    const first = await desk.frame((frame) => frame.type === 'map')
    expect(first.drivers.map(({ id }: Frame) => id)).toEqual([inside.id])
    await report(inside.token, 12.9505, 77.5505, 10)
    await until(() => shownOn(desk).get(inside.id)?.lat === 12.9505)
    expect(desk.ofType('map').every(({ drivers }) => drivers.length === 1)).toBe(true)
    const seen = desk.ofType('map').length
    desk.send({ type: 'subscribe', topic: 'map', bbox: [77.5, 12.94, 77.6, 14] })
    await until(() => shownOn(desk).has(outside.id))
    expect(desk.ofType('map')[seen]).toMatchObject({ drivers: [{ id: outside.id }], gone: [] })
    desk.send({ type: 'subscribe', topic: 'map', bbox: [77.5, 13.4, 77.6, 14] })
    await until(() => !shownOn(desk).has(inside.id))
    expect([...shownOn(desk).keys()]).toEqual([outside.id])
    await offDuty(outside.token)
    await until(() => shownOn(desk).size === 0)
    desk.send({ type: 'subscribe', topic: 'map', bbox: [0, 10, 1, 9] })
    expect((await desk.problem('bbox_invalid')).errors[0].path).toBe('bbox.1')
    desk.send({ type: 'unsubscribe', topic: 'map' })
    desk.send({ type: 'ping' })
    await desk.frame((frame) => frame.type === 'pong')
    const told = desk.ofType('map').length
    await report(inside.token, 12.951, 77.5505, 2_000)
    const other = await t.signedIn(await t.operator())
    other.send({ type: 'subscribe', topic: 'map', bbox: [77.5, 12.9, 77.6, 13] })
    await until(() => shownOn(other).get(inside.id)?.lat === 12.951)
    expect(desk.ofType('map')).toHaveLength(told)
    expect([...desk.broken, ...other.broken]).toEqual([])
    for (const client of [desk, other]) client.socket.close()
    await offDuty(inside.token)
  })
})

describe('drivers nearby', () => {
  test('are shown to a customer without a name, come and go, and only the available ones', async () => {
    const near = await t.availableDriver(20, 70)
    const far = await t.availableDriver(20.2, 70)
    const customer = await t.signedIn((await t.signUp('customer')).token)
    const desk = await t.signedIn(await t.operator())
    const topic = { type: 'subscribe', topic: 'drivers:nearby', lat: 20, lng: 70, radiusM: 3_000 }
    for (const client of [customer, desk]) client.send(topic)
    const first = await customer.frame((frame) => frame.type === 'nearby')
    expect(first).toEqual({
      type: 'nearby',
      gone: [],
      drivers: [{ key: 1, vehicleClass: 'van', lat: 20, lng: 70, headingDeg: null, distanceM: 0 }],
    })
    const named = await desk.frame((frame) => frame.type === 'nearby')
    expect(named.drivers).toMatchObject([{ key: 1, driverId: near.id }])
    await report(near.token, 20.001, 70, 10_000)
    const moved = await customer.frame((frame) => frame.drivers?.[0]?.lat === 20.001)
    expect(moved).toMatchObject({ drivers: [{ key: 1, distanceM: 111 }], gone: [] })
    await t.request('PUT', '/v1/driver/availability', { as: near.token, body: { status: 'paused' } })
    expect(await customer.frame((frame) => frame.gone?.length > 0)).toMatchObject({ drivers: [], gone: [1] })
    const text = JSON.stringify(customer.frames)
    for (const { id } of [near, far]) expect(text).not.toContain(id)
    expect([...customer.broken, ...desk.broken]).toEqual([])
    for (const client of [customer, desk]) client.socket.close()
    for (const { token } of [near, far]) await offDuty(token)
  })

  test('are told to be none where there are none', async () => {
    const customer = await t.signedIn((await t.signUp('customer')).token)
    customer.send({ type: 'subscribe', topic: 'drivers:nearby', lat: -40, lng: -100, radiusM: 500 })
    expect(await customer.frame((frame) => frame.type === 'nearby')).toEqual({
      type: 'nearby',
      drivers: [],
      gone: [],
    })
    customer.socket.close()
  })
})

describe('surge and figures', () => {
  test('of surge the whole table comes first, then each publication', async () => {
    const row = { market: MARKET, inputs: surgeInputs, publishedAt: t.clock.now() }
    await t.deps.db.insert(surgeCells).values({ ...row, cell: '8860145b49fffff', multiplierPermille: 1_250 })
    const desk = await t.signedIn(await t.operator())
    desk.send({ type: 'subscribe', topic: 'surge' })
    const first = await desk.frame((frame) => frame.type === 'surge')
    expect(first).toEqual({
      type: 'surge',
      market: MARKET,
      cells: [{ cell: '8860145b49fffff', multiplier: 1.25 }],
    })
    t.deps.broadcast.publish(surgeChannel(), { market: MARKET, cells: [] })
    await desk.frame((frame) => frame.type === 'surge' && frame.cells.length === 0)
    expect(desk.broken).toEqual([])
    desk.socket.close()
  })

  test('the figures count drivers, bookings, moves, positions and sockets', async () => {
    const desk = await t.signedIn(await t.operator())
    desk.send({ type: 'subscribe', topic: 'metrics' })
    const before = await desk.frame((frame) => frame.type === 'metrics')
    const driver = await t.availableDriver(12.97, 77.59)
    const customer = await t.signUp('customer')
    const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
    const cab = await t.signedIn(driver.token)
    const old = { headingDeg: null, speedMps: null, recordedAtMs: 0, heardAtMs: 0 }
    const known = { driverId: driver.id, lat: 0, lng: 0, ...old }
    t.deps.broadcast.publish(positionsChannel(), Array(1_000).fill(known))
    const { offer } = await cab.frame(
      (frame) => frame.type === 'offer' && frame.offer.bookingId === booking.id,
    )
    cab.send({ type: 'offer.accept', offerId: offer.id })
    const after = await desk.frame(
      (frame) => frame.type === 'metrics' && frame.bookings.assigned === 1 && frame.assignmentsPerMin > 0,
    )
    expect(after.drivers.onHaul).toBe(before.drivers.onHaul + 1)
    expect(after.sockets).toMatchObject({ driver: 1, operator: 1 })
    expect(after.bookingsPerMin).toBeGreaterThan(before.bookingsPerMin)
    await until(() => desk.ofType('metrics').some(({ positionsPerS }) => positionsPerS >= 200))
    expect(desk.broken).toEqual([])
    for (const client of [desk, cab]) client.socket.close()
  })
})

// In one process nothing can be missed.
if (process.env.TEST_ON === 'cluster')
  test('a server that has not heard the others for a moment tells whoever watches everything to start over', async () => {
    const desk = await t.signedIn(await t.operator())
    const topics = ['bookings', 'surge', 'map']
    for (const topic of topics)
      desk.send({ type: 'subscribe', topic, ...(topic === 'map' && { bbox: [77, 12, 78, 13] }) })
    await desk.frame((frame) => frame.type === 'map')
    const redis = new Redis(t.deps.config.redisUrl as string)
    await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    redis.disconnect()
    await until(() => desk.ofType('resync').length === topics.length)
    expect(desk.ofType('resync').map(({ topic }) => topic)).toEqual(topics)
    desk.socket.close()
  })
