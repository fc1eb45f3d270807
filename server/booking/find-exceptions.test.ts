import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp } from '../testing/create-test-app.ts'

const MINUTE_MS = 60_000
let t: Awaited<ReturnType<typeof createTestApp>>
let operator: string
let customer: { id: string; token: string }
beforeAll(async () => {
  // From noon on the estimate's speed is the same for hours: what is late here is late by the clock alone.
  t = await createTestApp({ hasWorkers: false, localHour: 12 })
  operator = await t.signIn('operator@hexhaul.test')
  customer = await t.signUp('customer')
})
afterAll(() => t.close())

const pass = (minutes: number) => {
  t.clock.offsetMs += minutes * MINUTE_MS
}
type Exception = { kind: string; bookingId: string; minutesToBreach: number }
const read = async (query = '') =>
  (await t.request('GET', `/v1/ops/exceptions${query}`, { as: operator })).body.items as Exception[]
/** What is wrong with a booking, and in how many whole minutes it breaches. */
const kindsOf = async (id: string) =>
  Object.fromEntries(
    (await read())
      .filter(({ bookingId }) => bookingId === id)
      .map(({ kind, minutesToBreach }) => [kind, Math.round(minutesToBreach)]),
  )
const search = async () => (await t.book(customer.token, await t.quote(customer.token))).body
const report = ({ token }: { token: string }, lat: number, lng = 77.59) => {
  const body = { positions: [{ lat, lng, recordedAt: t.clock.now().toISOString() }] }
  return t.request('POST', '/v1/driver/positions', { as: token, body })
}
async function haul() {
  const driver = await t.availableDriver(12.9702, 77.59)
  const { id } = await search()
  const as = { as: operator, body: { driverId: driver.id } }
  let { body } = await t.request('POST', `/v1/bookings/${id}/assign`, as)
  return {
    id: id as string,
    driver,
    async move(...statuses: string[]) {
      for (const status of statuses) {
        const move = { status, version: body.version }
        body = (await t.request('POST', `/v1/bookings/${id}/status`, { as: driver.token, body: move })).body
        expect(body.state).toBe(status)
      }
    },
    end: () =>
      t.request('POST', `/v1/bookings/${id}/cancel`, { as: operator, body: { reason: 'end of the test' } }),
  }
}

describe('exceptions', () => {
  test('name a haul that stands still for its PIN, until an operator helps', async () => {
    const { id, move, end } = await haul()
    await t.deps
      .sql`insert into booking_verifications values (${id}, true, false, false, false, false, '{}', 5)`
    expect(await kindsOf(id)).not.toHaveProperty('pin_locked')
    await move('en_route_to_pickup', 'arrived_at_pickup')
    expect(await kindsOf(id)).toEqual({ pin_locked: 0 })
    await t.request('POST', `/v1/bookings/${id}/verification/release`, {
      as: operator,
      body: { reason: 'a test' },
    })
    expect(await kindsOf(id)).toEqual({})
    await end()
  })

  test('name a search that is about to end without a driver, the most urgent first', async () => {
    const first = await search()
    pass(6)
    const second = await search()
    expect(await kindsOf(first.id)).toEqual({ unassigned: 4 })
    expect(await kindsOf(second.id)).toEqual({})
    pass(3)
    expect((await read()).map(({ bookingId }) => bookingId)).toEqual([first.id])
    pass(2)
    expect((await read()).map(({ bookingId }) => bookingId)).toEqual([first.id, second.id])
    expect(await read('?limit=1')).toMatchObject([
      { kind: 'unassigned', bookingId: first.id, state: 'searching', driverId: null, minutesToBreach: -1 },
    ])
    for (const { id } of [first, second])
      await t.request('POST', `/v1/bookings/${id}/cancel`, { as: operator, body: { reason: 'end' } })
    expect(await read()).toEqual([])
  })

  test('name a driver who has not set off, and one who is late for the pickup', async () => {
    const { id, driver, end } = await haul()
    pass(4)
    await report(driver, 12.9703)
    expect(await kindsOf(id)).toEqual({ late: 1 })
    pass(3)
    await report(driver, 12.9704)
    expect(await kindsOf(id)).toEqual({ late: -2, stuck: 3 })
    await end()
    expect(await read()).toEqual([])
  })

  test('name a driver who is not heard, with what is left until they are lost', async () => {
    const { id, move, end } = await haul()
    await move('en_route_to_pickup', 'arrived_at_pickup')
    pass(0.9)
    expect(await kindsOf(id)).toEqual({})
    pass(0.2)
    expect(await kindsOf(id)).toEqual({ silent_driver: 4 })
    pass(5)
    expect(await kindsOf(id)).toEqual({ silent_driver: -1 })
    await end()
  })

  test('name goods on board that will not arrive in time, wherever their driver is now', async () => {
    const { id, driver, move } = await haul()
    await move('en_route_to_pickup', 'arrived_at_pickup', 'goods_collected')
    await report(driver, 12.9705)
    expect(await kindsOf(id)).toEqual({})
    for (let minutes = 0; minutes < 30; minutes += 5) {
      pass(5)
      await report(driver, 12.9705 + minutes / 10_000)
    }
    const nearPickup = (await kindsOf(id)).late as number
    expect(nearPickup).toBeLessThan(0)
    pass(10)
    await report(driver, 12.9301, 77.6201)
    const nearDropoff = (await kindsOf(id)).late as number
    // Ten minutes later, yet less late than before: the way that is left counts.
    expect(nearDropoff).toBeGreaterThan(nearPickup)
    await move('arrived_at_dropoff', 'delivered')
    expect(await kindsOf(id)).toEqual({})
  })

  test('name a driver who goes another way, to the pickup and with the goods on board, and no longer once they are back on it', async () => {
    const { id, driver, move } = await haul()
    await move('en_route_to_pickup')
    await report(driver, 12.9702)
    expect(await kindsOf(id)).not.toHaveProperty('off_route')
    pass(1)
    await report(driver, 12.995)
    expect(await kindsOf(id)).toMatchObject({ off_route: 0 })
    pass(2)
    await report(driver, 12.9701)
    expect(await kindsOf(id)).not.toHaveProperty('off_route')
    await move('arrived_at_pickup', 'goods_collected')
    pass(3)
    await report(driver, 12.95, 77.605)
    expect(await kindsOf(id)).not.toHaveProperty('off_route')
    pass(5)
    await report(driver, 12.99, 77.54)
    expect(await kindsOf(id)).toMatchObject({ off_route: 0 })
    await move('arrived_at_dropoff', 'delivered')
  })

  test('name a paper that ends within days after every haul, with whose it is, whom to call and the end of its last day', async () => {
    const driver = await t.availableDriver(12.9702, 77.59)
    const today = t.clock.now().toISOString().slice(0, 10)
    const paper = { kind: 'driving_licence', number: 'KA01', issuedOn: '2020-01-01', expiresOn: today }
    const path = `/v1/admin/drivers/${driver.id}/documents`
    const { body } = await t.request('POST', path, { as: t.admin, body: paper })
    await search()
    pass(8)
    const items = (await t.request('GET', '/v1/ops/exceptions', { as: operator })).body.items
    const kinds = items.map(({ kind }: Exception) => kind)
    expect(kinds).toContain('unassigned')
    expect(kinds.indexOf('document_ending')).toBe(kinds.length - 1)
    const { timeZone } = (await t.request('GET', '/v1/admin/fleet-settings', { as: t.admin })).body
    expect(timeZone).toBe('UTC')
    expect(items.at(-1)).toMatchObject({
      ...{ bookingId: null, state: null, driverId: driver.id, driver: { phone: '+91 80 5550 0100' } },
      document: { id: body.id, kind: 'driving_licence', subjectType: 'driver', subjectId: driver.id },
      breachesAt: new Date(Date.parse(today) + 24 * 60 * MINUTE_MS).toISOString(),
    })
    await t.request('POST', `/v1/admin/documents/${body.id}/remove`, { as: t.admin, body: {} })
    const after = (await t.request('GET', '/v1/ops/exceptions', { as: operator })).body.items
    expect(after.map(({ kind }: Exception) => kind)).not.toContain('document_ending')
  })
})
