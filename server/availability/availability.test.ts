import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { systemContext } from '../platform/context.ts'
import { createTestApp, until } from '../testing/create-test-app.ts'
import { sweepPresence } from './sweep-presence.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
})
afterAll(() => t.close())

const statusOf = (id: string) => t.deps.driverIndex.get(id)?.status
const nearby = async () => {
  const customer = await t.signUp('customer')
  const path = '/v1/drivers/nearby?lat=12.97&lng=77.59&vehicleClass=van'
  return (await t.request('GET', path, { as: customer.token })).body.items as {
    distanceM: number
    driverId?: string
  }[]
}

describe('availability', () => {
  test('needs an approval and a vehicle', async () => {
    const driver = await t.signUp('driver')
    const answer = await t.request('PUT', '/v1/driver/availability', {
      as: driver.token,
      body: { status: 'available' },
    })
    expect(answer).toMatchObject({ status: 409, body: { code: 'driver_not_approved' } })
  })

  test('cannot end with a booking at hand', async () => {
    const customer = await t.signUp('customer')
    const operator = await t.signIn('operator@hexhaul.test')
    const driver = await t.availableDriver(12.9701, 77.59)
    for (let round = 0; round < 10; round++) {
      const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
      await t.request('POST', `/v1/bookings/${booking.id}/assign`, {
        as: operator,
        body: { driverId: driver.id },
      })
      const body = { status: 'offline' }
      const refused = await t.request('PUT', '/v1/driver/availability', { as: driver.token, body })
      expect(refused).toMatchObject({ status: 409, body: { code: 'booking_active', bookingId: booking.id } })
      await t.request('POST', `/v1/bookings/${booking.id}/cancel`, {
        as: operator,
        body: { reason: 'end of round' },
      })
    }
    const paused = await t.request('PUT', '/v1/driver/availability', {
      as: driver.token,
      body: { status: 'paused' },
    })
    expect(paused.body).toEqual({ status: 'paused', rejected: [] })
  })

  // Last, because it moves the clock, and rate limits do not like it to go back.
  test('shows customers the nearest without identity, and forgets the silent after a minute', async () => {
    const far = await t.availableDriver(12.98, 77.59)
    await t.availableDriver(12.971, 77.59)
    const found = await nearby()
    expect(found.map((driver) => driver.distanceM)).toEqual([111, 1112])
    expect(found[0]).not.toHaveProperty('driverId')
    t.clock.offsetMs = 61_000
    expect(await nearby()).toEqual([])
    t.clock.offsetMs = 301_000
    await sweepPresence(systemContext(t.deps, 'test'), t.clock.now().getTime())
    expect(statusOf(far.id)).toBe('available')
    await sweepPresence(systemContext(t.deps, 'test'), 0)
    await sweepPresence(systemContext(t.deps, 'test'), 0)
    await until(() => statusOf(far.id) === 'offline')
  })
})
