import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { until } from '../testing/until.ts'
import { createRelay } from './create-relay.ts'
import { expectedRates } from './expected-rates.ts'
import { expireOffers } from './expire-offers.ts'

const DAY_MS = 86_400_000

let relay: Awaited<ReturnType<typeof createRelay>>
beforeAll(async () => {
  relay = await createRelay()
})
beforeEach(() => relay.next())
afterAll(() => relay.close())

const own = async () =>
  (await relay.request('GET', '/v1/driver/reliability', { as: relay.driver.token })).body
const offer = async (ttlMs?: number) => {
  const bookingId = await relay.newBooking()
  const row = { bookingId, driver: relay.driver, ...(ttlMs !== undefined && { ttlMs }) }
  return { bookingId, offerId: (await relay.offer(row))[0] as string }
}

describe('what a driver is offered and does', () => {
  test('is counted with the move itself, by day, for the driver and for operators', async () => {
    await relay.finish(await relay.drive(relay.driver, 'arrived_at_dropoff'))
    await relay.decline((await offer()).offerId, relay.driver)
    await offer(0)
    await expireOffers(relay.contexts[0])
    const { bookingId, offerId } = await offer()
    await relay.accept(offerId, relay.driver)
    await relay.cancel(bookingId, relay.driver.token)
    const counts = { accepted: 2, declined: 1, expired: 1, assigned: 2, completed: 1, droppedOut: 1 }
    const told = await own()
    expect(told).toMatchObject({ ...counts, acceptanceRate: 0.5, dropOutRate: 0.5, windowDays: 30 })
    expect(told.expected).toEqual({ acceptanceRate: 12 / 14, dropOutRate: 1 / 12 })
    const operator = await relay.signIn('operator@hexhaul.test')
    const path = `/v1/drivers/${relay.driver.id}/reliability`
    expect((await relay.request('GET', path, { as: operator })).body).toMatchObject(counts)
    // Of the server that was told of the cancellation.
    const indexed = await until(() =>
      relay.contexts
        .map(({ driverIndex }) => driverIndex.get(relay.driver.id))
        .find((driver) => driver?.dropOutRate === 1 / 12),
    )
    expect(indexed.acceptanceRate).toBe(12 / 14)
  })

  test('counts for thirty days, and no longer', async () => {
    await relay.decline((await offer()).offerId, relay.driver)
    expect((await own()).declined).toBe(1)
    await relay.pass(29 * DAY_MS)
    expect((await own()).declined).toBe(1)
    await relay.pass(DAY_MS)
    expect(await own()).toMatchObject({
      declined: 0,
      acceptanceRate: null,
      expected: { acceptanceRate: 1, dropOutRate: 0 },
    })
  })

  test('is not held against them when an operator takes the haul from them', async () => {
    const { bookingId } = await relay.drive(relay.driver, 'en_route_to_pickup')
    await relay.cancel(bookingId)
    expect(await own()).toMatchObject({ assigned: 1, droppedOut: 0 })
  })

  test('tells the driver no mean that gives away a rating before they have rated themselves', async () => {
    const { bookingId, version } = await relay.drive(relay.driver, 'delivered')
    await relay.complete({ bookingId, version }, relay.driver)
    const body = { stars: 2 }
    await relay.request('POST', `/v1/bookings/${bookingId}/rating`, { as: relay.customer.token, body })
    expect(await own()).toMatchObject({ ratingAvg: null, ratingCount: 0 })
    await relay.request('POST', `/v1/bookings/${bookingId}/customer-rating`, { as: relay.driver.token, body })
    expect(await own()).toMatchObject({ ratingAvg: 2, ratingCount: 1 })
  })
})

test('expected rates lie between reliable and what was seen, and the nearer to that the more was seen', () => {
  const count = fc.nat(500)
  fc.assert(
    fc.property(count, count, count, fc.integer({ min: 2, max: 20 }), (accepted, missed, dropped, times) => {
      const seen = { accepted, decided: accepted + missed, assigned: accepted + dropped, droppedOut: dropped }
      const one = expectedRates(seen)
      const share = seen.decided > 0 ? accepted / seen.decided : 1
      expect(one.acceptanceRate).toBeWithin(share, 1 + 1e-9)
      expect(one.dropOutRate).toBeWithin(0, (seen.assigned > 0 ? dropped / seen.assigned : 0) + 1e-9)
      const [a, d, s, o] = [accepted, seen.decided, seen.assigned, dropped].map((n) => n * times) as [
        ...[number, number, number, number],
      ]
      const more = expectedRates({ accepted: a, decided: d, assigned: s, droppedOut: o })
      expect(more.acceptanceRate).toBeLessThanOrEqual(one.acceptanceRate + 1e-9)
      expect(more.dropOutRate).toBeGreaterThanOrEqual(one.dropOutRate - 1e-9)
    }),
  )
})
