import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { sweepPresence } from '../availability/sweep-presence.ts'
import { moveBooking } from '../booking/move-booking.ts'
import { inTransaction } from '../platform/context.ts'
import { OFFLINE_AFTER_MS, SILENT_AFTER_MS } from '../tracking/driver.ts'
import { createRace, FREE_IN_S, type Haul, type Racer, WAY_S } from './create-race.ts'
import { releaseDriver } from './release-driver.ts'
import { runTick } from './run-tick.ts'

const TEST_MS = 60_000
const MINUTE_MS = 60_000

let race: Awaited<ReturnType<typeof createRace>>
let driver: Racer
beforeAll(async () => {
  race = await createRace(0)
}, TEST_MS)
beforeEach(async () => {
  driver = await race.availableDriver(race.haul.pickup.lat, race.haul.pickup.lng)
})
afterEach(async () => {
  expect(await race.contradictions()).toEqual([])
  expect((await race.setStatus(driver, 'offline')).status).toBe(200)
})
afterAll(() => race.close())

const context = () => race.contexts[0]
const tick = () => runTick(context())
const eventsOf = async (bookingId: string): Promise<string[]> =>
  (await race.deps.sql`select type from booking_events where booking_id = ${bookingId} order by seq`).map(
    ({ type }) => type,
  )
const countsOf = async ({ id }: Racer) =>
  (
    await race.deps
      .sql`select offers_decided as decided, offers_accepted as accepted from drivers where user_id = ${id}`
  )[0]
const detailOf = async (bookingId: string) =>
  (await race.request('GET', `/v1/bookings/${bookingId}`, { as: race.customer.token })).body
const offersOf = async ({ token }: Racer) =>
  (await race.request('GET', '/v1/driver/offers', { as: token })).body.items

/** The offer of a driver who was chosen while on a haul, or null when they were not asked. */
async function askAhead(bookingId: string) {
  if (!(await race.askAhead(bookingId, driver))) return null
  const [offer] = await race.deps.sql<{ id: string; state: string; etaS: number; freeInS: number | null }[]>`
    select id, state, pickup_eta_s as "etaS", free_in_s as "freeInS" from offers
    where booking_id = ${bookingId} order by id desc limit 1`
  return offer ?? null
}
/** A driver at a drop-off who has promised to come to another booking after it. */
async function promised(): Promise<{ haul: Haul; bookingId: string; offerId: string }> {
  const haul = await race.drive(driver, 'arrived_at_dropoff')
  const bookingId = await race.newBooking()
  const offer = await askAhead(bookingId)
  expect((await race.accept(offer?.id as string, driver)).body.offerState).toBe('queued')
  return { haul, bookingId, offerId: offer?.id as string }
}
/** Brings the haul at its drop-off to its end. */
async function finish({ bookingId, version }: Haul): Promise<void> {
  await race.report(bookingId, driver, 'delivered', version)
  expect((await race.complete({ bookingId, version: version + 1 }, driver)).status).toBe(200)
}
async function pass(ms: number): Promise<void> {
  race.clock.offsetMs += ms
  await race.setStatus(driver, 'available')
}

describe('who is asked ahead', () => {
  test('has goods on board or is unloading; who has only just begun a haul is not asked', async () => {
    const haul = await race.drive(driver, 'arrived_at_pickup')
    const bookingId = await race.newBooking()
    expect(await askAhead(bookingId)).toBeNull()
    await race.report(haul.bookingId, driver, 'goods_collected', haul.version)
    const offer = await askAhead(bookingId)
    expect(offer).toMatchObject({ state: 'forward', etaS: FREE_IN_S + WAY_S, freeInS: FREE_IN_S })
    expect(await offersOf(driver)).toMatchObject([{ bookingId, afterCurrentHaul: true, freeInS: FREE_IN_S }])
    const another = await race.newBooking()
    expect(await askAhead(another)).toBeNull()
    await Promise.all([race.cancel(bookingId), race.cancel(another)])
    expect(await race.readOffer(offer?.id as string)).toBe('withdrawn')
    await race.report(haul.bookingId, driver, 'arrived_at_dropoff', haul.version + 1)
    await finish({ ...haul, version: haul.version + 2 })
  })

  test('is asked for now when the haul has ended meanwhile', async () => {
    const bookingId = await race.newBooking()
    expect(await askAhead(bookingId)).toMatchObject({ state: 'open', etaS: WAY_S, freeInS: null })
    expect(await offersOf(driver)).toMatchObject([{ bookingId, afterCurrentHaul: false, freeInS: null }])
    await race.cancel(bookingId)
  })

  test('and passes, or does not answer, is not asked again', async () => {
    const haul = await race.drive(driver, 'arrived_at_dropoff')
    const [declined, expired] = [await race.newBooking(), await race.newBooking()]
    const before = await countsOf(driver)
    const first = await askAhead(declined)
    expect((await race.decline(first?.id as string, driver)).status).toBe(204)
    const second = await askAhead(expired)
    race.clock.offsetMs += race.deps.config.offerTtlMs + 1
    expect((await race.accept(second?.id as string, driver)).body.currentState).toBe('expired')
    await tick()
    expect(await race.readOffer(first?.id as string)).toBe('declined')
    expect(await race.readOffer(second?.id as string)).toBe('expired')
    expect(await countsOf(driver)).toEqual({ ...before, decided: before?.decided + 2 })
    await finish(haul)
    await tick()
    expect(await offersOf(driver)).toEqual([])
    await Promise.all([race.cancel(declined), race.cancel(expired)])
  })
})

describe('a promise to come next', () => {
  test('is told to the customer, asks nobody else, and becomes the haul as the one at hand ends', async () => {
    const before = await countsOf(driver)
    const { haul, bookingId, offerId } = await promised()
    const detail = await detailOf(bookingId)
    expect(detail).toMatchObject({ state: 'searching', driver: null, driverId: null })
    expect(detail.upcoming).toEqual({
      firstName: 'Test',
      vehicle: expect.stringContaining('Tata Ace'),
      etaS: expect.any(Number),
    })
    expect(detail.upcoming.etaS).toBeGreaterThan(FREE_IN_S)
    expect(await eventsOf(bookingId)).toEqual(['created', 'driver_queued'])
    expect(await offersOf(driver)).toMatchObject([{ id: offerId, state: 'queued', afterCurrentHaul: true }])
    expect((await race.accept(offerId, driver)).body.currentState).toBe('queued')
    expect(await tick()).toBe(0)
    await finish(haul)
    expect(await race.readBooking(bookingId)).toEqual({ state: 'assigned', driverId: driver.id })
    expect(await race.readOffer(offerId)).toBe('accepted')
    expect(await eventsOf(bookingId)).toEqual(['created', 'driver_queued', 'assigned'])
    expect((await detailOf(bookingId)).upcoming).toBeNull()
    // Two hauls were accepted: the one at hand and this, each once.
    expect(await countsOf(driver)).toEqual({ decided: before?.decided + 2, accepted: before?.accepted + 2 })
    await race.cancel(bookingId)
  })

  test('shows the driver the places, and the people only when the haul is theirs', async () => {
    const haul = await race.drive(driver, 'arrived_at_dropoff')
    const contact = { name: 'Asha Rao', phone: '+91 80 5550 0142' }
    const quoteId = await race.quote(race.customer.token)
    const [pickup, dropoff] = [
      { address: '1 Mill Road', contact },
      { address: '2 Lake View', contact },
    ]
    const { body: booking } = await race.request('POST', '/v1/bookings', {
      as: race.customer.token,
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: { quoteId, pickup, dropoff },
    })
    const offer = await askAhead(booking.id)
    const { body } = await race.accept(offer?.id as string, driver)
    expect(body.pickup).toEqual({ ...race.haul.pickup, address: pickup.address })
    const read = () => race.request('GET', `/v1/bookings/${booking.id}`, { as: driver.token })
    expect((await read()).status).toBe(404)
    await finish(haul)
    expect((await read()).body.pickup.contact).toEqual(contact)
    await race.cancel(booking.id)
  })

  test('given when the haul at hand has just ended is an acceptance', async () => {
    const haul = await race.drive(driver, 'arrived_at_dropoff')
    const bookingId = await race.newBooking()
    const offer = await askAhead(bookingId)
    await finish(haul)
    const { body } = await race.accept(offer?.id as string, driver)
    expect(body).toMatchObject({ offerState: 'accepted', state: 'assigned', driverId: driver.id })
    await race.cancel(bookingId)
  })

  test('is kept by the next tick of any dispatcher, once, when the process died that ended the haul', async () => {
    const { haul, bookingId } = await promised()
    await race.report(haul.bookingId, driver, 'delivered', haul.version)
    await inTransaction(context(), async (tx) => {
      const set = { completedAt: tx.clock.now() }
      await moveBooking(tx, { bookingId: haul.bookingId, to: 'completed', set })
      await releaseDriver(tx, { bookingId: haul.bookingId, outcome: 'fulfilled' })
    })
    expect((await race.readBooking(bookingId)).state).toBe('searching')
    await Promise.all([...race.contexts, ...race.contexts].map((dispatcher) => runTick(dispatcher)))
    expect(await race.readBooking(bookingId)).toEqual({ state: 'assigned', driverId: driver.id })
    expect(await eventsOf(bookingId)).toEqual(['created', 'driver_queued', 'assigned'])
    await race.cancel(bookingId)
  })

  test('keeps the search from ending; when it falls away past that end, the search ends', async () => {
    const { haul, bookingId, offerId } = await promised()
    const { searchTimeoutMs } = race.deps.config
    expect(searchTimeoutMs).toBeLessThan(10 * MINUTE_MS + FREE_IN_S * 1_000)
    await pass(searchTimeoutMs + 1_000)
    await tick()
    expect((await race.readBooking(bookingId)).state).toBe('searching')
    await pass(10 * MINUTE_MS + FREE_IN_S * 1_000 - searchTimeoutMs)
    await tick()
    expect(await race.readOffer(offerId)).toBe('released')
    expect((await race.readBooking(bookingId)).state).toBe('unfulfilled')
    await finish(haul)
  })
})

describe('a promise falls away', () => {
  const ways: [string, (offerId: string) => Promise<unknown>][] = [
    ['pauses', () => race.setStatus(driver, 'paused')],
    ['takes it back', (offerId) => race.decline(offerId, driver)],
    ['is suspended', () => race.change(driver, { approval: 'suspended' })],
    ['has a vehicle that goes out of service', () => setVehicle('maintenance')],
    [
      'falls silent',
      async () => {
        for (const ms of [SILENT_AFTER_MS, OFFLINE_AFTER_MS]) {
          race.clock.offsetMs += ms
          await sweepPresence(context(), 0)
        }
      },
    ],
    [
      'is not free ten minutes after the promise',
      async () => {
        await pass(FREE_IN_S * 1_000 + 10 * MINUTE_MS - 5_000)
        await tick()
        expect(await offersOf(driver)).toHaveLength(1)
        await pass(5_000)
      },
    ],
  ]
  async function setVehicle(status: string): Promise<void> {
    const id = race.deps.driverIndex.get(driver.id)?.vehicleId
    const path = `/v1/admin/vehicles/${id}`
    const { version } = (await race.request('GET', path, { as: race.admin })).body
    const answer = await race.request('PATCH', path, { as: race.admin, body: { version, status } })
    expect(answer.status).toBe(200)
  }

  for (const [why, work] of ways)
    test(`when the driver ${why}: the search goes on without them, and the customer hears of it`, async () => {
      const { haul, bookingId, offerId } = await promised()
      const before = await countsOf(driver)
      await work(offerId)
      await tick()
      expect(await race.readOffer(offerId)).toBe('released')
      expect(await countsOf(driver)).toEqual(before)
      expect((await detailOf(bookingId)).upcoming).toBeNull()
      await tick()
      const isOver = (await race.readBooking(bookingId)).state === 'unfulfilled'
      const events = ['created', 'driver_queued', 'driver_released', ...(isOver ? ['unfulfilled'] : [])]
      expect(await eventsOf(bookingId)).toEqual(events)
      await setVehicle('active')
      await race.change(driver, { approval: 'approved' })
      await finish(haul)
      await race.setStatus(driver, 'available')
      expect((await race.readBooking(bookingId)).driverId).toBeNull()
      await tick()
      expect(await offersOf(driver)).toEqual([])
      if (!isOver) await race.cancel(bookingId)
    })

  test('when the customer cancels: the driver is told, and free after the haul at hand', async () => {
    const { haul, bookingId, offerId } = await promised()
    expect((await race.cancel(bookingId, race.customer.token)).body.cancellation.fee.amount).toBe(0)
    expect(await race.readOffer(offerId)).toBe('withdrawn')
    await finish(haul)
    expect(await eventsOf(bookingId)).toEqual(['created', 'driver_queued', 'cancelled'])
  })
})
