import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, until } from '../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t.close())

const offerFor = (driver: string, bookingId: string) =>
  until(async () =>
    (await t.request('GET', '/v1/driver/offers', { as: driver })).body.items.find(
      (offer: { bookingId: string }) => offer.bookingId === bookingId,
    ),
  )

describe('a haul', () => {
  test('goes from quote to completed, and everybody sees what they may', async () => {
    const customer = await t.signUp('customer')
    const driver = await t.availableDriver(12.971, 77.591)
    const booking = await t.book(customer.token, await t.quote(customer.token))
    expect(booking.status).toBe(201)
    expect(booking.body).toMatchObject({ state: 'searching', version: 1 })
    const path = `/v1/bookings/${booking.body.id}`
    const offer = await offerFor(driver.token, booking.body.id)
    expect(offer.pickup).toEqual({ lat: 12.97, lng: 77.59, address: '1 Mill Road' })
    const accepted = await t.request('POST', `/v1/offers/${offer.id}/accept`, { as: driver.token })
    expect(accepted.body).toMatchObject({ state: 'assigned', driverId: driver.id, version: 2 })
    let { version } = accepted.body
    for (const status of [
      'en_route_to_pickup',
      'arrived_at_pickup',
      'goods_collected',
      'arrived_at_dropoff',
      'delivered',
      'completed',
    ]) {
      const moved = await t.request('POST', `${path}/status`, { as: driver.token, body: { status, version } })
      expect(moved.body).toMatchObject({ state: status, version: version + 1 })
      version++
    }
    const { body: seen } = await t.request('GET', path, { as: customer.token })
    expect(seen.history.map((entry: { seq: number }) => entry.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(seen.driver.firstName).toBe('Test')
    const rating = await t.request('POST', `${path}/rating`, { as: customer.token, body: { stars: 5 } })
    expect(rating.body.rating).toBe(5)
    const shared = await t.request('POST', `${path}/share`, { as: customer.token })
    const followed = await t.request('GET', new URL(shared.body.url).pathname)
    expect(Object.keys(followed.body).sort()).toEqual([
      'driverFirstName',
      'etaS',
      'position',
      'state',
      'vehicle',
    ])
    const mine = await t.request('GET', '/v1/bookings', { as: customer.token })
    expect(mine.body.items.map((item: { id: string }) => item.id)).toEqual([booking.body.id])
    const open = await t.request('GET', '/v1/bookings?status=searching', { as: customer.token })
    expect(open.body.items).toEqual([])
    const stranger = await t.signUp('customer')
    expect((await t.request('GET', path, { as: stranger.token })).status).toBe(404)
    const decisions = await t.request('GET', `${path}/decisions`, {
      as: await t.signIn('operator@hexhaul.test'),
    })
    expect(decisions.body.items[0]).toMatchObject({ kind: 'matched', chosenDriverId: driver.id })
    const again = await t.book(customer.token, await t.quote(customer.token))
    const next = await offerFor(driver.token, again.body.id)
    await t.request('POST', `/v1/offers/${next.id}/decline`, { as: driver.token, body: {} })
    await t.request('POST', `/v1/bookings/${again.body.id}/cancel`, {
      as: customer.token,
      body: { reason: 'done' },
    })
    await t.request('PUT', '/v1/driver/availability', { as: driver.token, body: { status: 'offline' } })
  })

  test('is offered to the next driver after a decline, and searched again when a driver drops out', async () => {
    const customer = await t.signUp('customer')
    const first = await t.availableDriver(12.9701, 77.5901)
    const second = await t.availableDriver(12.98, 77.6)
    const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
    const offer = await offerFor(first.token, booking.id)
    await t.request('POST', `/v1/offers/${offer.id}/decline`, { as: first.token, body: { reason: 'far' } })
    const other = await offerFor(second.token, booking.id)
    const accepted = await t.request('POST', `/v1/offers/${other.id}/accept`, { as: second.token })
    expect(accepted.body.driverId).toBe(second.id)
    const dropped = await t.request('POST', `/v1/bookings/${booking.id}/cancel`, {
      as: second.token,
      body: { reason: 'flat tyre' },
    })
    expect(dropped.body).toMatchObject({ state: 'searching', driverId: null })
    const { body: detail } = await t.request('GET', `/v1/bookings/${booking.id}`, { as: customer.token })
    const reasons = detail.history.map(({ by, reason }: Record<string, unknown>) => [by, reason])
    expect(reasons.at(-1)).toEqual(['driver', 'flat tyre'])
    expect(reasons[0]).toEqual(['customer', null])
    const third = await t.availableDriver(12.981, 77.601)
    const last = await offerFor(third.token, booking.id)
    expect((await t.request('POST', `/v1/offers/${last.id}/accept`, { as: third.token })).status).toBe(200)
    for (const { token } of [first, second])
      await t.request('PUT', '/v1/driver/availability', { as: token, body: { status: 'offline' } })
  })
})

describe('answers', () => {
  test('name every bad field, refuse unknown ones and echo nothing', async () => {
    const customer = await t.signUp('customer')
    const body = {
      pickup: { lat: 123, lng: 77 },
      dropoff: { lat: 1, lng: 1 },
      vehicleClass: 'van',
      colour: 'secret-value',
    }
    const answer = await t.request('POST', '/v1/quotes', { as: customer.token, body })
    expect(answer.status).toBe(422)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.body.errors.map((error: { path: string }) => error.path).sort()).toEqual([
      'colour',
      'pickup.lat',
    ])
    expect(JSON.stringify(answer.body)).not.toContain('secret-value')
    expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'))
  })

  test('tell 401 from 403 from 404 from 400', async () => {
    const customer = await t.signUp('customer')
    expect((await t.request('GET', '/v1/me')).status).toBe(401)
    expect((await t.request('GET', '/v1/me', { as: 'nonsense' })).status).toBe(401)
    expect((await t.request('GET', '/v1/ops/snapshot', { as: customer.token })).status).toBe(403)
    expect((await t.request('GET', '/v1/nothing', { as: customer.token })).status).toBe(404)
    const broken = await t.app.handle(
      new Request('http://localhost/v1/auth/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{',
      }),
    )
    expect(broken.status).toBe(400)
  })
})
