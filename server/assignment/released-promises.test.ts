import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { sweepPresence } from '../availability/sweep-presence.ts'
import { OFFLINE_AFTER_MS, SILENT_AFTER_MS } from '../tracking/driver.ts'
import { FREE_IN_S } from './create-race.ts'
import { createRelay } from './create-relay.ts'

const TEST_MS = 60_000
const LATENESS_MAX_MS = 600_000

let relay: Awaited<ReturnType<typeof createRelay>>
beforeAll(async () => {
  relay = await createRelay()
}, TEST_MS)
beforeEach(() => relay.next())
afterEach(async () => {
  expect(await relay.contradictions()).toEqual([])
  expect((await relay.setStatus(relay.driver, 'offline')).status).toBe(200)
})
afterAll(() => relay.close())

describe('a promise falls away', () => {
  const ways: [string, (offerId: string) => Promise<unknown>][] = [
    ['pauses', () => relay.setStatus(relay.driver, 'paused')],
    ['takes it back', (offerId) => relay.decline(offerId, relay.driver)],
    ['is suspended', () => relay.change(relay.driver, { approval: 'suspended' })],
    ['has a vehicle that goes out of service', () => setVehicle('maintenance')],
    [
      'falls silent',
      async () => {
        for (const ms of [SILENT_AFTER_MS, OFFLINE_AFTER_MS]) {
          relay.clock.offsetMs += ms
          await sweepPresence(relay.contexts[0], 0)
        }
      },
    ],
    [
      'is not free ten minutes after the promise',
      async () => {
        await relay.pass(FREE_IN_S * 1_000 + LATENESS_MAX_MS - 5_000)
        await relay.tick()
        expect(await relay.listOffers()).toHaveLength(1)
        await relay.pass(5_000)
      },
    ],
  ]
  async function setVehicle(status: string): Promise<void> {
    const id = relay.deps.driverIndex.get(relay.driver.id)?.vehicleId
    const path = `/v1/admin/vehicles/${id}`
    const { version } = (await relay.request('GET', path, { as: relay.admin })).body
    const answer = await relay.request('PATCH', path, { as: relay.admin, body: { version, status } })
    expect(answer.status).toBe(200)
  }

  for (const [why, work] of ways)
    test(`when the driver ${why}: the search goes on without them, and the customer hears of it`, async () => {
      const { haul, bookingId, offerId } = await relay.promise()
      const before = await relay.counts()
      await work(offerId)
      await relay.tick()
      expect(await relay.readOffer(offerId)).toBe('released')
      expect(await relay.counts()).toEqual(before)
      expect((await relay.readDetail(bookingId)).upcoming).toBeNull()
      await relay.tick()
      const isOver = (await relay.readBooking(bookingId)).state === 'unfulfilled'
      const events = ['created', 'driver_queued', 'driver_released', ...(isOver ? ['unfulfilled'] : [])]
      expect(await relay.eventsOf(bookingId)).toEqual(events)
      await setVehicle('active')
      await relay.change(relay.driver, { approval: 'approved' })
      await relay.finish(haul)
      await relay.setStatus(relay.driver, 'available')
      expect((await relay.readBooking(bookingId)).driverId).toBeNull()
      await relay.tick()
      expect(await relay.listOffers()).toEqual([])
      if (!isOver) await relay.cancel(bookingId)
    })

  test('when the customer cancels: the driver is told, and free after the haul at hand', async () => {
    const { haul, bookingId, offerId } = await relay.promise()
    expect((await relay.cancel(bookingId, relay.customer.token)).body.cancellation.fee.amount).toBe(0)
    expect(await relay.readOffer(offerId)).toBe('withdrawn')
    await relay.finish(haul)
    expect(await relay.eventsOf(bookingId)).toEqual(['created', 'driver_queued', 'cancelled'])
  })
})
