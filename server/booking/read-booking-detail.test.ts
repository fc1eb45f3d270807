import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { bookingStops, vehicles } from '../../db/schema/index.ts'
import { ACTIVE_STATES } from './states.ts'
import { createHaulApp } from './testing/create-haul-app.ts'

const STOPS = [
  { lat: 12.96, lng: 77.6 },
  { lat: 12.95, lng: 77.61 },
]
const t = await createHaulApp()
afterAll(() => t.close())
const { customer, drivers, readRow, advance } = t
const [driver, other] = drivers

const read = async (id: string, as = customer.token) =>
  (await t.request('GET', `/v1/bookings/${id}`, { as })).body
const reachStop = (id: string, as: string, version: number) =>
  t.request('POST', `/v1/bookings/${id}/stop-reached`, { as, body: { version } })
async function newHaul(stops: object[] = []) {
  const quoteId = await t.quote(customer.token, { ...t.haul, stops })
  return (await t.book(customer.token, quoteId)).body.id as string
}
async function driveUntil(id: string, state: string) {
  while ((await readRow(id)).state !== state) expect((await advance(id, driver)).status).toBe(200)
}

describe('the arrivals of a booking', () => {
  test('are known for the next place in every active state, and in no other', async () => {
    const id = await newHaul()
    const inactive = { position: null, etaS: null, dropoffEtaS: null }
    expect(await read(id)).toMatchObject(inactive)
    for (const state of ACTIVE_STATES) {
      await driveUntil(id, state)
      const { position, etaS, dropoffEtaS } = await read(id)
      expect(position).toMatchObject({ lat: 12.97, lng: 77.59 })
      expect(etaS).toBeGreaterThanOrEqual(0)
      const isBeforePickup = state === 'assigned' || state === 'en_route_to_pickup'
      if (isBeforePickup) expect(dropoffEtaS).toBeGreaterThan(etaS)
      else expect(dropoffEtaS).toBe(etaS)
    }
    await driveUntil(id, 'completed')
    expect(await read(id)).toMatchObject(inactive)
  })

  test('lead from place to place, and leave out the stops that are behind', async () => {
    const id = await newHaul(STOPS)
    await driveUntil(id, 'en_route_to_pickup')
    const toPickup = await read(id)
    const [first, second] = toPickup.stops
    expect(toPickup.stops).toMatchObject(STOPS)
    expect(toPickup.etaS).toBeLessThan(first.etaS)
    expect(first.etaS).toBeLessThan(second.etaS)
    expect(second.etaS).toBeLessThan(toPickup.dropoffEtaS)
    await driveUntil(id, 'goods_collected')
    const loaded = await read(id)
    expect(loaded.etaS).toBe(loaded.stops[0].etaS)
    expect((await reachStop(id, driver.token, 5)).status).toBe(200)
    const half = await read(id)
    expect(half.stops[0]).toMatchObject({ etaS: null, reachedAt: expect.any(String) })
    expect(half.etaS).toBe(half.stops[1].etaS)
    expect((await reachStop(id, driver.token, 6)).status).toBe(200)
    const last = await read(id)
    expect(last.stops.map(({ etaS }: { etaS: number | null }) => etaS)).toEqual([null, null])
    expect(last.etaS).toBe(last.dropoffEtaS)
    expect(last.history.map(({ seq, event, to }: Record<string, unknown>) => [seq, event, to])).toEqual([
      [1, 'created', 'searching'],
      [2, 'assigned', 'assigned'],
      [3, 'en_route_to_pickup', 'en_route_to_pickup'],
      [4, 'arrived_at_pickup', 'arrived_at_pickup'],
      [5, 'goods_collected', 'goods_collected'],
      [6, 'stop_reached', 'goods_collected'],
      [7, 'stop_reached', 'goods_collected'],
    ])
    await t.finish(id)
  })
})

describe('a stop', () => {
  test('has the address and the contact that it was booked with, one for each stop of the quote', async () => {
    const quoteId = await t.quote(customer.token, { ...t.haul, stops: STOPS })
    const [first, second] = [
      { address: '5 Temple Street', contact: { name: 'Ravi', phone: '+91 80 5550 0199' } },
      { address: '6 Fort Road' },
    ]
    const book = (stops: object[]) =>
      t.request('POST', '/v1/bookings', {
        as: customer.token,
        headers: { 'idempotency-key': crypto.randomUUID() },
        body: { quoteId, stops, pickup: { address: '1 Mill Road' }, dropoff: { address: '2 Lake View' } },
      })
    const refused = { status: 422, body: { code: 'stops_differ', errors: [{ path: 'stops' }] } }
    for (const stops of [[], [first], [first, second, second]])
      expect(await book(stops)).toMatchObject(refused)
    const { id } = (await book([first, second])).body
    const expected = [
      { ...STOPS[0], ...first, reachedAt: null, etaS: null },
      { ...STOPS[1], ...second, reachedAt: null, etaS: null },
    ]
    expect((await read(id)).stops).toEqual(expected)
    await t.finish(id)
  })

  test('is reached once, by the driver of the loaded booking, at its current version', async () => {
    const id = await newHaul(STOPS)
    const refuse = async (as: string, version: number, answer: object) =>
      expect(await reachStop(id, as, version)).toMatchObject(answer)
    await driveUntil(id, 'arrived_at_pickup')
    const early = { code: 'illegal_move', currentState: 'arrived_at_pickup', currentVersion: 4 }
    await refuse(driver.token, 4, { status: 409, body: early })
    await driveUntil(id, 'goods_collected')
    await refuse(other.token, 5, { status: 404 })
    await refuse(customer.token, 5, { status: 403 })
    const answers = await Promise.all(Array.from({ length: 5 }, () => reachStop(id, driver.token, 5)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
    const stale = { code: 'version_mismatch', currentState: 'goods_collected', currentVersion: 6 }
    await refuse(driver.token, 5, { status: 409, body: stale })
    const rows = await t.deps.db.select().from(bookingStops).where(eq(bookingStops.bookingId, id))
    expect(rows.filter(({ reachedAt }) => reachedAt).map(({ position }) => position)).toEqual([0])
    await reachStop(id, driver.token, 6)
    const none = { code: 'illegal_move', currentState: 'goods_collected', currentVersion: 7 }
    await refuse(driver.token, 7, { status: 409, body: none })
    await t.finish(id)
  })
})

describe('the driver of a booking', () => {
  test('is shown with the vehicle of that booking, whatever they drive since', async () => {
    const id = await newHaul()
    await driveUntil(id, 'completed')
    const before = await read(id)
    const { vehicleId } = await readRow(id)
    const [used] = await t.deps.db
      .select()
      .from(vehicles)
      .where(eq(vehicles.id, vehicleId as string))
    expect(before.driver).toMatchObject({
      id: driver.id,
      vehicle: expect.stringContaining(used?.plate as string),
    })
    const made = await t.request('POST', '/v1/admin/vehicles', {
      as: t.admin,
      body: {
        ...{ vehicleClass: 'van', make: 'Mahindra', model: 'Supro', year: 2025, plate: 'KA 05 NEW 1' },
        ...{ capacityKg: 700, capacityM3: 5 },
      },
    })
    const change = { as: t.admin, body: { vehicleId: made.body.id } }
    expect((await t.request('PATCH', `/v1/admin/drivers/${driver.id}`, change)).status).toBe(200)
    expect((await read(id)).driver).toEqual(before.driver)
  })
})
