import { afterAll, expect, test } from 'bun:test'
import { LIMITS } from '../platform/http/access.ts'
import { until } from '../testing/create-test-app.ts'
import { SOCKETS_PER_USER_MAX } from './hub.ts'
import { listen } from './testing/listen.ts'

const t = await listen({ hasWorkers: false, config: { rateLimitScale: 1 } })
afterAll(() => t.close())

test('one more socket than a person may have closes the oldest', async () => {
  const [customer, other] = [await t.signUp('customer'), await t.signUp('customer')]
  const bystander = await t.signedIn(other.token)
  const clients: Awaited<ReturnType<typeof t.signedIn>>[] = []
  for (let i = 0; i <= SOCKETS_PER_USER_MAX; i++) clients.push(await t.signedIn(customer.token))
  await until(() => clients[0]?.closedWith === 4429)
  expect(clients.slice(1).every(({ closedWith }) => closedWith === 0)).toBe(true)
  expect(bystander.closedWith).toBe(0)
  for (const client of [...clients, bystander]) client.socket.close()
})

test('frames that ask the database are limited for each person, over all of their sockets; heartbeats are not', async () => {
  // Time stands still, so that no allowance comes back meanwhile.
  const startMs = t.clock.now().getTime()
  t.clock.now = () => new Date(startMs + t.clock.offsetMs)
  const customer = await t.signUp('customer')
  const [one, two] = [await t.signedIn(customer.token), await t.signedIn(customer.token)]
  const ask = { type: 'subscribe', topic: `booking:${crypto.randomUUID()}` }
  const { burst } = LIMITS.frames
  for (let sent = 0; sent < burst; sent += 50) {
    for (let i = 0; i < 50; i++) one.send(ask)
    await until(() => one.ofType('error').length === sent + 50)
  }
  expect(new Set(one.ofType('error').map(({ problem }) => problem.code))).toEqual(new Set(['not_found']))
  two.send(ask)
  expect(await two.problem('rate_limited')).toMatchObject({ status: 429, retryAfterS: 1 })
  two.send({ type: 'ping' })
  await two.frame((frame) => frame.type === 'pong')
  t.clock.offsetMs = 1_000
  two.send(ask)
  await two.problem('not_found')
  for (const client of [one, two]) client.socket.close()
})
