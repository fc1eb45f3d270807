import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { moveBooking } from '../booking/move-booking.ts'
import { chargeCompletion } from '../payments/charge-booking.ts'
import { inTransaction } from '../platform/context.ts'
import { FREE_IN_S, WAY_S } from './create-race.ts'
import { createRelay } from './create-relay.ts'
import { endSearch } from './end-search.ts'
import { releaseDriver } from './release-driver.ts'
import { runTick } from './run-tick.ts'
import { searchFor } from './testing/search-for.ts'

const TEST_MS = 60_000
const MINUTE_MS = 60_000

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

describe('who is asked ahead', () => {
  test('has goods on board or is unloading; who has only just begun a haul is not asked', async () => {
    const haul = await relay.drive(relay.driver, 'arrived_at_pickup')
    const bookingId = await relay.newBooking()
    expect(await relay.ask(bookingId)).toBeNull()
    await relay.report(haul.bookingId, relay.driver, 'goods_collected', haul.version)
    const offer = await relay.ask(bookingId)
    expect(offer).toMatchObject({ state: 'forward', etaS: FREE_IN_S + WAY_S, freeInS: FREE_IN_S })
    expect(await relay.listOffers()).toMatchObject([
      { bookingId, afterCurrentHaul: true, freeInS: FREE_IN_S },
    ])
    const another = await relay.newBooking()
    expect(await relay.ask(another)).toBeNull()
    await Promise.all([relay.cancel(bookingId), relay.cancel(another)])
    expect(await relay.readOffer(offer?.id as string)).toBe('withdrawn')
    await relay.report(haul.bookingId, relay.driver, 'arrived_at_dropoff', haul.version + 1)
    await relay.finish({ ...haul, version: haul.version + 2 })
  })

  test('is asked for now when the haul has ended meanwhile', async () => {
    const bookingId = await relay.newBooking()
    expect(await relay.ask(bookingId)).toMatchObject({ state: 'open', etaS: WAY_S, freeInS: null })
    expect(await relay.listOffers()).toMatchObject([{ bookingId, afterCurrentHaul: false, freeInS: null }])
    await relay.cancel(bookingId)
  })

  test('and passes, or does not answer, is not asked again', async () => {
    const haul = await relay.drive(relay.driver, 'arrived_at_dropoff')
    const [declined, expired] = [await relay.newBooking(), await relay.newBooking()]
    const before = await relay.counts()
    const first = await relay.ask(declined)
    expect((await relay.decline(first?.id as string, relay.driver)).status).toBe(204)
    const second = await relay.ask(expired)
    relay.clock.offsetMs += relay.deps.config.offerTtlMs + 1
    expect((await relay.accept(second?.id as string, relay.driver)).body.currentState).toBe('expired')
    await relay.tick()
    expect(await relay.readOffer(first?.id as string)).toBe('declined')
    expect(await relay.readOffer(second?.id as string)).toBe('expired')
    expect(await relay.counts()).toEqual({ ...before, decided: before.decided + 2 })
    await relay.finish(haul)
    await relay.tick()
    expect(await relay.listOffers()).toEqual([])
    await Promise.all([relay.cancel(declined), relay.cancel(expired)])
  })
})

describe('a promise to come next', () => {
  test('is told to the customer, asks nobody else, and becomes the haul as the one at hand ends', async () => {
    const before = await relay.counts()
    const { haul, bookingId, offerId } = await relay.promise()
    const detail = await relay.readDetail(bookingId)
    expect(detail).toMatchObject({ state: 'searching', driver: null, driverId: null })
    expect(detail.upcoming).toEqual({
      firstName: 'Test',
      vehicle: expect.stringContaining('Tata Ace'),
      etaS: expect.any(Number),
    })
    expect(detail.upcoming.etaS).toBeGreaterThan(FREE_IN_S)
    expect(await relay.eventsOf(bookingId)).toEqual(['created', 'driver_queued'])
    expect(await relay.listOffers()).toMatchObject([{ id: offerId, state: 'queued', afterCurrentHaul: true }])
    expect((await relay.accept(offerId, relay.driver)).body.currentState).toBe('queued')
    expect(await relay.tick()).toBe(0)
    const rounds = await relay.deps.sql`select kind from dispatch_decisions where booking_id = ${bookingId}`
    expect(rounds.map(({ kind }) => kind)).toEqual(['matched'])
    await relay.finish(haul)
    expect(await relay.readBooking(bookingId)).toEqual({ state: 'assigned', driverId: relay.driver.id })
    expect(await relay.readOffer(offerId)).toBe('accepted')
    expect(await relay.eventsOf(bookingId)).toEqual(['created', 'driver_queued', 'assigned'])
    expect((await relay.readDetail(bookingId)).upcoming).toBeNull()
    // Two hauls were accepted: the one at hand and this, each once.
    expect(await relay.counts()).toEqual({ decided: before.decided + 2, accepted: before.accepted + 2 })
    await relay.cancel(bookingId)
  })

  test('shows the driver the places, and the people only when the haul is theirs', async () => {
    const haul = await relay.drive(relay.driver, 'arrived_at_dropoff')
    const contact = { name: 'Asha Rao', phone: '+91 80 5550 0142' }
    const quoteId = await relay.quote(relay.customer.token)
    const [pickup, dropoff] = [
      { address: '1 Mill Road', contact },
      { address: '2 Lake View', contact },
    ]
    const { body: booking } = await relay.request('POST', '/v1/bookings', {
      as: relay.customer.token,
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: { quoteId, pickup, dropoff },
    })
    const offer = await relay.ask(booking.id)
    const { body } = await relay.accept(offer?.id as string, relay.driver)
    expect(body.pickup).toEqual({ ...relay.haul.pickup, address: pickup.address })
    const read = () => relay.request('GET', `/v1/bookings/${booking.id}`, { as: relay.driver.token })
    expect((await read()).status).toBe(404)
    await relay.finish(haul)
    expect((await read()).body.pickup.contact).toEqual(contact)
    await relay.cancel(booking.id)
  })

  test('given when the haul at hand has just ended is an acceptance, and nothing else is asked before it', async () => {
    const haul = await relay.drive(relay.driver, 'arrived_at_dropoff')
    const [bookingId, other] = [await relay.newBooking(), await relay.newBooking()]
    const offer = await relay.ask(bookingId)
    await relay.finish(haul)
    expect(await relay.ask(other)).toBeNull()
    await relay.cancel(other)
    const { body } = await relay.accept(offer?.id as string, relay.driver)
    expect(body).toMatchObject({ offerState: 'accepted', state: 'assigned', driverId: relay.driver.id })
    await relay.cancel(bookingId)
  })

  test('is kept by the next tick of any dispatcher, once, when the process died that ended the haul', async () => {
    const { haul, bookingId } = await relay.promise()
    await relay.report(haul.bookingId, relay.driver, 'delivered', haul.version)
    await inTransaction(relay.contexts[0], async (tx) => {
      const set = { completedAt: tx.clock.now() }
      await chargeCompletion(tx, await moveBooking(tx, { bookingId: haul.bookingId, to: 'completed', set }))
      await releaseDriver(tx, { bookingId: haul.bookingId, outcome: 'fulfilled' })
    })
    expect((await relay.readBooking(bookingId)).state).toBe('searching')
    await Promise.all([...relay.contexts, ...relay.contexts].map((dispatcher) => runTick(dispatcher)))
    expect(await relay.readBooking(bookingId)).toEqual({ state: 'assigned', driverId: relay.driver.id })
    expect(await relay.eventsOf(bookingId)).toEqual(['created', 'driver_queued', 'assigned'])
    await relay.cancel(bookingId)
  })

  test('that is asked for just as the search ends keeps it from ending', async () => {
    const haul = await relay.drive(relay.driver, 'arrived_at_dropoff')
    const bookingId = await relay.newBooking()
    const [context] = relay.contexts
    const search = await searchFor(context, bookingId)
    expect(await relay.ask(bookingId)).not.toBeNull()
    await endSearch(context, search)
    expect((await relay.readBooking(bookingId)).state).toBe('searching')
    await relay.cancel(bookingId)
    await relay.finish(haul)
  })

  test('keeps the search from ending; when it falls away past that end, the search ends', async () => {
    const { haul, bookingId, offerId } = await relay.promise()
    const { searchTimeoutMs } = relay.deps.config
    expect(searchTimeoutMs).toBeLessThan(10 * MINUTE_MS + FREE_IN_S * 1_000)
    await relay.pass(searchTimeoutMs + 1_000)
    await relay.tick()
    expect((await relay.readBooking(bookingId)).state).toBe('searching')
    const as = await relay.signIn('operator@hexhaul.test')
    const { items } = (await relay.request('GET', '/v1/ops/exceptions', { as })).body
    const ofBooking = items.filter((exception: { bookingId: string }) => exception.bookingId === bookingId)
    expect(ofBooking.map(({ kind }: { kind: string }) => kind)).toEqual(['late'])
    const { items: drivers } = (await relay.request('GET', '/v1/drivers', { as })).body
    const nextOf = ({ nextBookingId }: { nextBookingId: string | null }) => nextBookingId
    expect(drivers.map(nextOf)).toContain(bookingId)
    await relay.pass(10 * MINUTE_MS + FREE_IN_S * 1_000 - searchTimeoutMs)
    await relay.tick()
    expect(await relay.readOffer(offerId)).toBe('released')
    expect((await relay.readBooking(bookingId)).state).toBe('unfulfilled')
    await relay.finish(haul)
  })
})
