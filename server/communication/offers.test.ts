import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { bookingMovesChannel } from '../platform/channels.ts'
import { until } from '../testing/create-test-app.ts'
import { listen, type TestClient, type TestServer } from './testing/listen.ts'

let t: TestServer
beforeAll(async () => {
  t = await listen()
})
afterAll(() => t.close())

const offDuty = (as: string) =>
  t.request('PUT', '/v1/driver/availability', { as, body: { status: 'offline' } })
const followed = (id: string) => ({ type: 'subscribe', topic: `booking:${id}` })
const sequence = (client: TestClient, id: string) =>
  client.frames.filter((frame) => frame.type === 'booking' && frame.id === id).map((frame) => frame.seq)

async function offered(cab: TestClient, bookingId: string) {
  const { offer } = await cab.frame((frame) => frame.type === 'offer' && frame.offer.bookingId === bookingId)
  return offer
}

describe('offers over sockets', () => {
  test('are withdrawn from the driver when the customer cancels, and come again to a driver who reconnects', async () => {
    const customer = await t.signUp('customer')
    const driver = await t.availableDriver(12.9702, 77.5902)
    const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
    const first = await t.signedIn(driver.token)
    const offer = await offered(first, booking.id)
    first.send({ type: 'ack', offerId: offer.id })
    first.send({ type: 'ping' })
    await first.frame((frame) => frame.type === 'pong')
    first.cut()
    const second = await t.signedIn(driver.token)
    expect((await offered(second, booking.id)).id).toBe(offer.id)
    const body = { reason: 'changed my mind' }
    await t.request('POST', `/v1/bookings/${booking.id}/cancel`, { as: customer.token, body })
    const withdrawn = await second.frame((frame) => frame.type === 'offer.withdrawn')
    expect(withdrawn).toEqual({ type: 'offer.withdrawn', offerId: offer.id, bookingId: booking.id })
    second.socket.close()
    await offDuty(driver.token)
  })

  test('whose broadcast was lost are found again, and so are moves', async () => {
    const driver = await t.availableDriver(12.9702, 77.5902)
    const customer = await t.signUp('customer')
    const { publish } = t.deps.broadcast
    t.deps.broadcast.publish = () => {}
    const cab = await t.signedIn(driver.token)
    const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
    const watcher = await t.signedIn(customer.token)
    watcher.send(followed(booking.id))
    const offer = await offered(cab, booking.id)
    cab.send({ type: 'offer.accept', offerId: offer.id })
    await watcher.frame((frame) => frame.event === 'assigned')
    t.deps.broadcast.publish = publish
    expect(sequence(watcher, booking.id)).toEqual([1, 2])
    const { body: taken } = await t.request('POST', `/v1/bookings/${booking.id}/cancel`, {
      as: customer.token,
      body: { reason: 'enough' },
    })
    expect(taken.state).toBe('cancelled')
    for (const client of [cab, watcher]) client.socket.close()
    await offDuty(driver.token)
  })
})

describe('who may follow a booking', () => {
  test('strangers learn nothing of it, neither by name nor by resuming', async () => {
    const owner = await t.signUp('customer')
    const { body: booking } = await t.book(owner.token, await t.quote(owner.token))
    for (const role of ['customer', 'driver'] as const) {
      const stranger = await t.signUp(role)
      const client = await t.signedIn(stranger.token, { resume: { bookings: { [booking.id]: 0 } } })
      expect(await client.frame((frame) => frame.type === 'resync')).toEqual({
        type: 'resync',
        topic: `booking:${booking.id}`,
      })
      client.send(followed(booking.id))
      expect((await client.problem('not_found')).status).toBe(404)
      client.send(followed(crypto.randomUUID()))
      await until(() => client.ofType('error').length === 2)
      expect(client.ofType('booking')).toEqual([])
      client.socket.close()
    }
    const ahead = await t.signedIn(owner.token, { resume: { bookings: { [booking.id]: 99 } } })
    await ahead.frame((frame) => frame.type === 'resync' && frame.topic === `booking:${booking.id}`)
    ahead.socket.close()
    await t.request('POST', `/v1/bookings/${booking.id}/cancel`, {
      as: owner.token,
      body: { reason: 'seen' },
    })
  })

  test('a driver who has lost the booking is told to start over, and hears no more of it', async () => {
    const customer = await t.signUp('customer')
    const driver = await t.availableDriver(12.9702, 77.5902)
    const cab = await t.signedIn(driver.token)
    const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
    const offer = await offered(cab, booking.id)
    cab.send({ type: 'offer.accept', offerId: offer.id })
    await cab.frame((frame) => frame.type === 'booking' && frame.event === 'assigned')
    const body = { reason: 'flat tyre' }
    await t.request('POST', `/v1/bookings/${booking.id}/cancel`, { as: driver.token, body })
    await cab.frame((frame) => frame.type === 'resync' && frame.topic === `booking:${booking.id}`)
    await offDuty(driver.token)
    const told = sequence(cab, booking.id)
    await t.request('POST', `/v1/bookings/${booking.id}/cancel`, {
      as: customer.token,
      body: { reason: 'late' },
    })
    t.deps.broadcast.publish(bookingMovesChannel(), {
      bookingId: booking.id,
      driverId: null,
      event: 'cancelled',
    })
    cab.send({ type: 'ping' })
    await cab.frame((frame) => frame.type === 'pong')
    expect(sequence(cab, booking.id)).toEqual(told)
    cab.socket.close()
  })
})
