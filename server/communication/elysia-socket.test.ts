/** What the framework is known to do to sockets, seen from outside on the real server. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect, type Socket } from 'node:net'
import { until } from '../testing/create-test-app.ts'
import { listen, type TestServer } from './testing/listen.ts'

let t: TestServer
beforeAll(async () => {
  t = await listen({ hasWorkers: false })
})
afterAll(() => t.close())

/** The answer to an upgrade, as text, and the connection. */
async function upgrade(headers: Record<string, string> = {}): Promise<{ socket: Socket; answer: string }> {
  const socket = connect(t.port, '127.0.0.1')
  let answer = ''
  socket.on('data', (data) => {
    answer += data.toString('latin1')
  })
  const all = {
    host: `127.0.0.1:${t.port}`,
    upgrade: 'websocket',
    connection: 'Upgrade',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  socket.write(['GET /v1/realtime HTTP/1.1', ...lines, '', ''].join('\r\n'))
  await until(() => answer.endsWith('\r\n\r\n') || answer.endsWith('}'))
  return { socket, answer }
}
const remaining = (answer: string) => Number(answer.match(/ratelimit: "open";r=(\d+)/i)?.[1])

test('an upgrade counts once against the limit, though its hooks run twice', async () => {
  const takes: string[] = []
  const { takeRate } = t.deps.hotState
  t.deps.hotState.takeRate = (key, limit, nowMs) => {
    takes.push(limit.name)
    return takeRate(key, limit, nowMs)
  }
  const { socket, answer } = await upgrade()
  t.deps.hotState.takeRate = takeRate
  expect(answer).toStartWith('HTTP/1.1 101')
  expect(remaining(answer)).toBeGreaterThan(0)
  expect(takes).toEqual(['open'])
  socket.destroy()
})

test('an upgrade from a foreign page, and a request that is none, get a problem and no socket', async () => {
  const { socket, answer } = await upgrade({ origin: 'https://elsewhere.example' })
  expect(answer).toStartWith('HTTP/1.1 403')
  expect(answer).toContain('application/problem+json')
  expect(answer).toContain('origin_not_allowed')
  socket.destroy()
  const plain = await fetch(`http://127.0.0.1:${t.port}/v1/realtime`)
  expect(plain.status).toBe(404)
  expect(await plain.json()).toMatchObject({ code: 'not_found' })
})

test('a frame that is larger than the limit ends the socket, and one that is not does not', async () => {
  const client = await t.signedIn(await t.operator())
  const padded = (bytes: number) => JSON.stringify({ type: 'ping', pad: 'x'.repeat(bytes) })
  client.socket.send(padded(60 * 1_024))
  expect((await client.problem('frame_invalid')).errors[0].path).toBe('pad')
  client.socket.send(padded(70 * 1_024))
  await until(() => client.closedWith > 0)
})

test('text and bytes arrive as they were sent: nothing is parsed, coerced or dropped on the way', async () => {
  const client = await t.signedIn(await t.operator())
  for (const text of ['5', 'true', 'null', '"text"', '[1]', ' {"type":"ping"}', '{"type":'])
    client.socket.send(text)
  client.socket.send(new Uint8Array([9, 9, 9]))
  await until(() => client.frames.length === 9)
  expect(client.frames.map((frame) => frame.problem?.errors[0].path ?? frame.type)).toEqual([
    ...['welcome', 'frame', 'frame', 'frame', 'frame', 'type', 'pong', 'frame', 'version'],
  ])
  client.socket.close()
})

test('what a handler throws becomes an error frame without its message, and the socket goes on', async () => {
  const client = await t.signedIn(await t.operator())
  const { all } = t.deps.driverIndex
  t.deps.driverIndex.all = () => {
    throw new Error('secret of the house')
  }
  const { level } = t.deps.log
  t.deps.log.level = 'silent'
  client.send({ type: 'subscribe', topic: 'map' })
  const problem = await client.problem('internal_error')
  t.deps.driverIndex.all = all
  t.deps.log.level = level
  expect(JSON.stringify(problem)).not.toContain('secret')
  client.send({ type: 'ping' })
  await client.frame((frame) => frame.type === 'pong')
  client.socket.close()
})

test('a peer that sends faster than its frames can be handled is closed, and takes nobody with it', async () => {
  const [flood, other] = [await t.signedIn(await t.operator()), await t.signedIn(await t.operator())]
  const topic = `booking:${crypto.randomUUID()}`
  for (let i = 0; i < 1_000; i++) flood.send({ type: 'subscribe', topic })
  await until(() => flood.closedWith === 4429)
  other.send({ type: 'ping' })
  await other.frame((frame) => frame.type === 'pong')
  other.socket.close()
})
