import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { until } from '../testing/create-test-app.ts'
import { type Frame, listen, positionAt, type TestClient, type TestServer } from './testing/listen.ts'

let t: TestServer
beforeAll(async () => {
  t = await listen()
})
afterAll(() => t.close())

const STEPS = [
  'en_route_to_pickup',
  'arrived_at_pickup',
  'goods_collected',
  'arrived_at_dropoff',
  'delivered',
  'completed',
]
const onDuty: string[] = []
async function driverNear() {
  const driver = await t.availableDriver(12.9702, 77.5902)
  onDuty.push(driver.token)
  return driver
}
afterEach(async () => {
  for (const as of onDuty.splice(0))
    await t.request('PUT', '/v1/driver/availability', { as, body: { status: 'offline' } })
})
const followed = (id: string) => ({ type: 'subscribe', topic: `booking:${id}` })
const sequence = (client: TestClient, id: string) =>
  client.frames.filter((frame) => frame.type === 'booking' && frame.id === id).map((frame) => frame.seq)
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i)
async function report(as: string, id: string, status: string, version: number) {
  const answer = await t.request('POST', `/v1/bookings/${id}/status`, { as, body: { status, version } })
  expect(answer).toMatchObject({ status: 200, body: { state: status } })
  return answer.body
}

async function offered(cab: TestClient, bookingId: string) {
  const { offer } = await cab.frame((frame) => frame.type === 'offer' && frame.offer.bookingId === bookingId)
  return offer
}

/** What an app holds that only knows what the socket told it, and that loses its network once, after so many frames. */
class App {
  readonly lastSeq = new Map<string, number>()
  readonly bookings = new Map<string, Frame>()
  readonly offers = new Map<string, Frame>()
  /** The sequence numbers that were news, in the order in which they came. */
  readonly history: number[] = []
  wasCut = false
  private client: TestClient | undefined
  private framesLeft: number
  private readonly token: string

  constructor(token: string, framesMax: number) {
    this.token = token
    this.framesLeft = framesMax
  }

  async connect(): Promise<void> {
    const client = await t.connect(null)
    this.client = client
    client.onFrame = (frame) => {
      if (client === this.client) this.read(frame)
    }
    client.socket.addEventListener('close', () => void this.connect())
    const bookings = Object.fromEntries(this.lastSeq)
    client.send({ type: 'hello', ticket: await t.ticketFor(this.token), resume: { bookings } })
  }

  close(): void {
    const { client } = this
    this.connect = async () => {}
    client?.socket.close()
  }

  private read(frame: Frame): void {
    if (!this.wasCut && this.framesLeft-- === 0) {
      this.wasCut = true
      this.client?.cut()
      this.client = undefined
    } else if (frame.type === 'booking' && frame.seq > (this.lastSeq.get(frame.id) ?? 0)) {
      this.lastSeq.set(frame.id, frame.seq)
      this.bookings.set(frame.id, frame.booking)
      this.history.push(frame.seq)
    } else if (frame.type === 'offer') this.offers.set(frame.offer.bookingId, frame.offer)
  }
}

describe('a haul over sockets', () => {
  test('goes from offer to completion with nothing but frames and reports, each frame as documented', async () => {
    const customer = await t.signUp('customer')
    const driver = await driverNear()
    const cab = await t.signedIn(driver.token)
    const watcher = await t.signedIn(customer.token)
    const desk = await t.signedIn(await t.operator())
    desk.send({ type: 'subscribe', topic: 'bookings' })
    const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
    watcher.send(followed(booking.id))
    const offer = await offered(cab, booking.id)
    await until(() => cab.ofType('offer').length > 1)
    // In one breath: what comes first is done first.
    cab.send({ type: 'ack', offerId: offer.id })
    cab.send({ type: 'positions', positions: [positionAt(t, 12.9703, 77.5902)] })
    cab.send({ type: 'offer.accept', offerId: offer.id })
    cab.send({ type: 'offer.accept', offerId: offer.id })
    await watcher.frame((frame) => frame.event === 'assigned')
    expect((await cab.problem('offer_not_open')).currentState).toBe('accepted')
    expect(t.deps.driverIndex.get(driver.id)?.position?.lat).toBe(12.9703)
    const position = await watcher.frame((frame) => frame.type === 'position')
    expect(position).toMatchObject({ bookingId: booking.id, driverId: driver.id, lat: 12.9703 })
    expect(position.etaS).toBeGreaterThan(0)
    cab.send({ type: 'positions', positions: [positionAt(t, 12.9701, 77.5901, 2_000)] })
    await watcher.frame((frame) => frame.type === 'position' && frame.lat === 12.9701)
    let { version } = (await t.request('GET', `/v1/bookings/${booking.id}`, { as: driver.token })).body
    for (const status of STEPS) version = (await report(driver.token, booking.id, status, version)).version
    for (const client of [cab, watcher, desk]) {
      await client.frame((frame) => frame.id === booking.id && frame.event === 'completed')
      expect(client.broken).toEqual([])
    }
    expect(sequence(watcher, booking.id)).toEqual(upTo(8))
    expect(sequence(cab, booking.id)).toEqual(upTo(8))
    expect(sequence(desk, booking.id)).toEqual(upTo(8))
    const positions = watcher.ofType('position').length
    cab.send({ type: 'positions', positions: [positionAt(t, 12.97, 77.59, 4_000)] })
    await until(() => t.deps.driverIndex.get(driver.id)?.position?.lat === 12.97)
    watcher.send({ type: 'unsubscribe', topic: `booking:${booking.id}` })
    watcher.send({ type: 'ping' })
    await watcher.frame((frame) => frame.type === 'pong')
    expect(watcher.ofType('position')).toHaveLength(positions)
    expect(cab.ofType('position')).toEqual([])
    for (const client of [cab, watcher, desk]) client.socket.close()
  })

  test('cut after every frame, of the customer or the driver, ends with the state of the server and no gap', async () => {
    const driver = await driverNear()
    let hasCut = true
    for (let framesMax = 0; hasCut; framesMax++) {
      const customer = await t.signUp('customer')
      const [app, cab] = [new App(customer.token, framesMax), new App(driver.token, framesMax)]
      const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
      // An app that has booked knows its booking by the answer, as of its first version.
      app.lastSeq.set(booking.id, booking.version)
      await Promise.all([app.connect(), cab.connect()])
      const offer = await until(() => cab.offers.get(booking.id))
      await t.request('POST', `/v1/offers/${offer.id}/accept`, { as: driver.token })
      await until(() => cab.bookings.has(booking.id))
      let version = 2
      for (const status of STEPS) {
        version = (await report(driver.token, booking.id, status, version)).version
        await until(() => app.lastSeq.get(booking.id) === version)
      }
      const { body: truth } = await t.request('GET', `/v1/bookings/${booking.id}`, { as: customer.token })
      expect(truth.state).toBe('completed')
      expect(app.bookings.get(booking.id)).toMatchObject({ state: 'completed', version: truth.version })
      expect(app.history).toEqual(upTo(truth.version, 2))
      await until(() => cab.lastSeq.get(booking.id) === truth.version)
      expect(cab.history).toEqual(upTo(truth.version))
      hasCut = app.wasCut || cab.wasCut
      for (const each of [app, cab]) each.close()
    }
  })
})
