import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { until } from '../testing/create-test-app.ts'
import { encodePositions } from './positions-codec.ts'
import { listen, positionAt, type TestServer } from './testing/listen.ts'

let t: TestServer
beforeAll(async () => {
  t = await listen()
})
afterAll(() => t.close())

const offDuty = (as: string) =>
  t.request('PUT', '/v1/driver/availability', { as, body: { status: 'offline' } })

describe('frames', () => {
  test('that are not valid get a problem that names the field, and the socket goes on', async () => {
    const client = await t.signedIn((await t.signUp('customer')).token)
    const frames: [string, string][] = [
      ['5', 'frame'],
      ['true', 'frame'],
      ['{', 'frame'],
      ['{"type":"nonsense"}', 'type'],
      ['{"type":"toString"}', 'type'],
      ['{"type":"subscribe"}', 'topic'],
      ['{"type":"subscribe","topic":"weather"}', 'topic'],
      ['{"type":"subscribe","topic":"toString"}', 'topic'],
      ['{"type":"subscribe","topic":"booking:7"}', 'topic'],
      ['{"type":"subscribe","topic":"map","bbox":[0,0,"1",1]}', 'bbox.2'],
      ['{"type":"subscribe","topic":"drivers:nearby","lat":1,"lng":1,"radiusM":-1}', 'radiusM'],
      ['{"type":"ping","extra":1}', 'extra'],
      [JSON.stringify({ type: 'offer.decline', offerId: crypto.randomUUID(), reason: '\u0000' }), 'reason'],
    ]
    for (const [text] of frames) client.socket.send(text)
    client.send({ type: 'ping' })
    await client.frame((frame) => frame.type === 'pong')
    const problems = client.ofType('error').map(({ problem }) => problem)
    expect(problems.map((problem) => problem.errors[0].path)).toEqual(frames.map(([, path]) => path))
    expect(new Set(problems.map(({ status }) => status))).toEqual(new Set([422]))
    expect(client.broken).toEqual([])
    client.socket.close()
  })

  test('of another role are refused, and leave no trace', async () => {
    const [customer, driver] = [await t.signUp('customer'), await t.signUp('driver')]
    const position = positionAt(t, 1, 1)
    const attempts: [string, object[]][] = [
      [customer.token, [{ type: 'positions', positions: [position] }]],
      [
        customer.token,
        ['map', 'bookings', 'surge', 'metrics'].map((topic) => ({ type: 'subscribe', topic })),
      ],
      [driver.token, [{ type: 'subscribe', topic: 'drivers:nearby', lat: 1, lng: 1, radiusM: 9 }]],
      [driver.token, [{ type: 'subscribe', topic: 'map' }]],
    ]
    for (const [token, frames] of attempts) {
      const client = await t.signedIn(token)
      for (const frame of frames) client.send(frame)
      client.send({ type: 'ping' })
      await client.frame((frame) => frame.type === 'pong')
      const codes = client.ofType('error').map(({ problem }) => problem.code)
      expect(codes).toEqual(frames.map(() => 'role_not_allowed'))
      client.socket.close()
    }
  })
})

describe('positions over the socket', () => {
  test('are judged one by one, packed or not, and reach the index', async () => {
    const driver = await t.availableDriver(12.9, 77.7)
    const cab = await t.signedIn(driver.token)
    cab.send({
      type: 'positions',
      positions: [
        positionAt(t, 12.9001, 77.7, 10),
        positionAt(t, 91, 77.7, 20),
        positionAt(t, 12.9002, 77.7, 30),
      ],
    })
    await until(() => t.deps.driverIndex.get(driver.id)?.position?.lat === 12.9002)
    const packed = [
      { ...positionAt(t, 12.9003, 77.7, 40), speedMps: 8.5, headingDeg: 90, accuracyM: 5 },
      positionAt(t, 12.9, 191, 50),
      positionAt(t, 12.9004, 77.7, 60),
    ]
    cab.socket.send(encodePositions(packed))
    await until(() => t.deps.driverIndex.get(driver.id)?.position?.lat === 12.9004)
    cab.socket.send(encodePositions(packed).slice(0, -1))
    const problem = await cab.problem('frame_invalid')
    expect(problem.errors[0].path).toBe('length')
    expect(cab.ofType('positions.rejected').map(({ rejected }) => rejected)).toEqual([
      [{ index: 1, reason: 'out_of_range' }],
      [{ index: 1, reason: 'out_of_range' }],
    ])
    expect(cab.broken).toEqual([])
    cab.socket.close()
    await offDuty(driver.token)
  })
})
