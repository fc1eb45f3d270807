import { afterAll, beforeAll, expect, test } from 'bun:test'
import { makeOffer } from '../assignment/make-offer.ts'
import { searchFor } from '../assignment/testing/search-for.ts'
import { DRIVER_STATUSES } from '../booking/report-status.ts'
import { systemContext } from '../platform/context.ts'
import { listen, type TestServer } from './testing/listen.ts'

let t: TestServer
beforeAll(async () => {
  // Not dispatch, which would ask whom it likes.
  t = await listen({ workers: ['outbox-relay', 'notifications'] })
})
afterAll(() => t.close())

async function ask(bookingId: string, driverId: string, freeInS?: number): Promise<void> {
  const context = systemContext(t.deps, 'dispatch')
  const search = await searchFor(context, bookingId)
  const chosen = { driverId, distanceM: 1, etaS: 200, ...(freeInS === undefined ? {} : { freeInS }) }
  expect(await makeOffer(context, { ...search, candidates: [chosen] }, driverId)).toBe(true)
}

test('a driver on a haul is asked for the next over the socket, promises, hears of it again, and is given it in the end', async () => {
  const customer = await t.signUp('customer')
  const driver = await t.availableDriver(12.9702, 77.5902)
  const book = async () => (await t.book(customer.token, await t.quote(customer.token))).body.id as string
  const post = (path: string, body?: object) => t.request('POST', path, { as: driver.token, body })
  const [cab, watcher] = [await t.signedIn(driver.token), await t.signedIn(customer.token)]
  const offered = (bookingId: string, state: string) =>
    cab.frame(({ type, offer }) => type === 'offer' && offer.bookingId === bookingId && offer.state === state)

  const atHand = await book()
  await ask(atHand, driver.id)
  const first = await offered(atHand, 'open')
  expect(first.offer).toMatchObject({ afterCurrentHaul: false, freeInS: null })
  cab.send({ type: 'offer.accept', offerId: first.offer.id })
  await cab.frame(({ event }) => event === 'assigned')
  const ahead = DRIVER_STATUSES.slice(0, -1)
  for (const [i, status] of ahead.entries())
    await post(`/v1/bookings/${atHand}/status`, { status, version: i + 2 })

  const cancelled = await book()
  await ask(cancelled, driver.id, 60)
  await offered(cancelled, 'forward')
  await t.request('POST', `/v1/bookings/${cancelled}/cancel`, { as: customer.token, body: { reason: 'no' } })
  await cab.frame(({ type, bookingId }) => type === 'offer.withdrawn' && bookingId === cancelled)

  const next = await book()
  watcher.send({ type: 'subscribe', topic: `booking:${next}` })
  await ask(next, driver.id, 60)
  const { offer } = await offered(next, 'forward')
  expect(offer).toMatchObject({ afterCurrentHaul: true, freeInS: 60, pickupEtaS: 200 })
  const isRepeated = () =>
    cab.frames.filter((frame) => frame.type === 'offer' && frame.offer.id === offer.id).length >= 2
  await cab.frame(isRepeated)
  cab.send({ type: 'offer.accept', offerId: offer.id })
  await offered(next, 'queued')
  await watcher.frame(({ event }) => event === 'driver_queued')
  const again = await t.signedIn(driver.token)
  await again.frame(
    ({ type, offer }) => type === 'offer' && offer.bookingId === next && offer.state === 'queued',
  )

  const done = { status: 'completed', version: ahead.length + 2 }
  expect((await post(`/v1/bookings/${atHand}/status`, done)).status).toBe(200)
  for (const client of [cab, again, watcher])
    await client.frame(({ type, id, event }) => type === 'booking' && id === next && event === 'assigned')
  for (const client of [cab, again, watcher]) {
    expect(client.broken).toEqual([])
    client.socket.close()
  }
})
