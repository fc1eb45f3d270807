import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createTestApp, until } from '../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
let url: string
beforeAll(async () => {
  t = await createTestApp()
  t.app.listen({ port: 0, hostname: '127.0.0.1' })
  url = `ws://127.0.0.1:${t.app.server?.port}/v1/realtime`
})
afterAll(async () => {
  await t.app.stop(true)
  await t.close()
})

// biome-ignore lint/suspicious/noExplicitAny: tests read whatever the socket sends
type Frame = any
const ticketFor = async (as: string) =>
  (await t.request('POST', '/v1/realtime/tickets', { as })).body.ticket as string

/** A real client; `frames` is everything that it was sent. */
async function connect(hello: object | null, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, { headers } as unknown as string[])
  const frames: Frame[] = []
  const client = {
    socket,
    frames,
    closedWith: 0,
    hasOpened: false,
    send: (frame: object) => socket.send(JSON.stringify(frame)),
  }
  socket.onmessage = ({ data }) => frames.push(JSON.parse(String(data)))
  socket.onopen = () => {
    client.hasOpened = true
  }
  socket.onclose = ({ code }) => {
    client.closedWith = code
  }
  await until(() => socket.readyState !== WebSocket.CONNECTING)
  if (hello) client.send({ type: 'hello', ...hello })
  return client
}
const signedIn = async (token: string, more: object = {}) => {
  const client = await connect({ ticket: await ticketFor(token), ...more })
  await until(() => client.frames.some((frame) => frame.type === 'welcome'))
  return client
}

describe('the socket', () => {
  test('opens once per ticket, and not without one', async () => {
    const { token } = await t.signUp('customer')
    const ticket = await ticketFor(token)
    const first = await connect({ ticket })
    await until(() => first.frames[0]?.type === 'welcome')
    const second = await connect({ ticket })
    await until(() => second.closedWith === 4401)
    const third = await connect({ ticket: 'made up' })
    await until(() => third.closedWith === 4401)
    const foreign = await connect(null, { origin: 'https://elsewhere.example' })
    await until(() => foreign.socket.readyState === WebSocket.CLOSED)
    expect(foreign.hasOpened).toBe(false)
    first.socket.close()
  })

  test('answers a bad frame with a problem that names the field, and goes on', async () => {
    const client = await signedIn((await t.signUp('customer')).token)
    client.send({ type: 'subscribe' })
    client.send({ type: 'subscribe', topic: 'map' })
    client.send({ type: 'ping' })
    await until(() => client.frames.some((frame) => frame.type === 'pong'))
    const problems = client.frames.filter((frame) => frame.type === 'error').map((frame) => frame.problem)
    expect(problems.map((problem) => problem.code)).toEqual(['frame_invalid', 'role_not_allowed'])
    expect(problems[0].errors[0].path).toBe('topic')
    client.socket.close()
  })

  test('carries a haul: offer, acceptance, positions, and a history without gap after every cut', async () => {
    const customer = await t.signUp('customer')
    const driver = await t.availableDriver(12.9702, 77.5902)
    const cab = await signedIn(driver.token)
    const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
    const { offer } = await until(() =>
      cab.frames.find((frame) => frame.type === 'offer' && frame.offer.bookingId === booking.id),
    )
    await until(() => cab.frames.filter((frame) => frame.type === 'offer').length > 1)
    cab.send({ type: 'ack', offerId: offer.id })
    cab.send({ type: 'offer.accept', offerId: offer.id })
    const watcher = await signedIn(customer.token)
    watcher.send({ type: 'subscribe', topic: `booking:${booking.id}` })
    await until(() => watcher.frames.some((frame) => frame.event === 'assigned'))
    cab.send({
      type: 'positions',
      positions: [{ lat: 12.9703, lng: 77.5902, recordedAt: t.clock.now().toISOString() }],
    })
    const position = await until(() => watcher.frames.find((frame) => frame.type === 'position'))
    expect(position).toMatchObject({ bookingId: booking.id, lat: 12.9703 })
    const seen = watcher.frames.filter((frame) => frame.type === 'booking').map((frame) => frame.seq)
    let version = 2
    for (const status of [
      'en_route_to_pickup',
      'arrived_at_pickup',
      'goods_collected',
      'arrived_at_dropoff',
      'delivered',
      'completed',
    ]) {
      await t.request('POST', `/v1/bookings/${booking.id}/status`, {
        as: driver.token,
        body: { status, version },
      })
      version++
      const last = seen.at(-1) ?? 0
      const resumed = await signedIn(customer.token, { resume: { bookings: { [booking.id]: last } } })
      await until(() => resumed.frames.some((frame) => frame.seq === version))
      const sequence = resumed.frames.filter((frame) => frame.type === 'booking').map((frame) => frame.seq)
      expect(sequence).toEqual(Array.from({ length: version - last }, (_, i) => last + 1 + i))
      expect(resumed.frames.find((frame) => frame.seq === version).booking.state).toBe(status)
      seen.push(...sequence)
      resumed.socket.close()
    }
    await until(() => watcher.frames.some((frame) => frame.event === 'completed'))
    const all = watcher.frames.filter((frame) => frame.type === 'booking').map((frame) => frame.seq)
    expect(all).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    for (const client of [cab, watcher]) client.socket.close()
  })

  test('shows nobody else the booking, and ends when its user signs out', async () => {
    const owner = await t.signUp('customer')
    const { body: booking } = await t.book(owner.token, await t.quote(owner.token))
    const email = `leaver-${booking.id}@example.com`
    const account = {
      role: 'customer',
      name: 'Leaver',
      email,
      phone: '+91 80 5550 0100',
      password: 'a long password',
    }
    const { body: stranger } = await t.request('POST', '/v1/auth/register', { body: account })
    const client = await signedIn(stranger.accessToken)
    client.send({ type: 'subscribe', topic: `booking:${booking.id}` })
    const { problem } = await until(() => client.frames.find((frame) => frame.type === 'error'))
    expect(problem.status).toBe(404)
    await t.request('POST', '/v1/auth/logout', { body: { refreshToken: stranger.refreshToken } })
    await until(() => client.closedWith === 4401)
  })

  test('sends operators the drivers of their viewport that moved', async () => {
    const driver = await t.availableDriver(12.95, 77.55)
    const desk = await signedIn(await t.signIn('operator@hexhaul.test'))
    desk.send({ type: 'subscribe', topic: 'map', bbox: [77.5, 12.9, 77.6, 13] })
    await until(() =>
      desk.frames.some(
        (frame) => frame.type === 'map' && frame.drivers.some((d: Frame) => d.id === driver.id),
      ),
    )
    const body = { positions: [{ lat: 12.9505, lng: 77.5505, recordedAt: t.clock.now().toISOString() }] }
    await t.request('POST', '/v1/driver/positions', { as: driver.token, body })
    await until(() =>
      desk.frames.some(
        (frame) => frame.type === 'map' && frame.drivers.some((d: Frame) => d.lat === 12.9505),
      ),
    )
    await t.request('PUT', '/v1/driver/availability', { as: driver.token, body: { status: 'offline' } })
    await until(() => desk.frames.some((frame) => frame.type === 'map' && frame.gone.includes(driver.id)))
    desk.socket.close()
  })
})
