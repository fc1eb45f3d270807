import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { refreshTokens, users } from '../../db/schema/index.ts'
import { until } from '../testing/create-test-app.ts'
import { listen, type TestServer } from './testing/listen.ts'

let t: TestServer
beforeAll(async () => {
  t = await listen()
})
afterAll(() => t.close())

let serial = 0
async function account() {
  const body = {
    role: 'customer',
    name: 'Asha',
    email: `sign-on-${serial++}@example.com`,
    phone: '+91 80 5550 0100',
    password: 'a long password',
  }
  const { body: answer } = await t.request('POST', '/v1/auth/register', { body })
  return {
    ...body,
    id: answer.user.id as string,
    ...(answer as { accessToken: string; refreshToken: string }),
  }
}
const refresh = (refreshToken: string) => t.request('POST', '/v1/auth/refresh', { body: { refreshToken } })

describe('a socket signs on', () => {
  test('once per ticket, and not with a used, made-up or expired one', async () => {
    const { accessToken } = await account()
    const ticket = await t.ticketFor(accessToken)
    const first = await t.connect({ ticket })
    const welcome = await first.frame((frame) => frame.type === 'welcome')
    expect(welcome).toMatchObject({ heartbeatS: 20, sessionId: expect.any(String) })
    const second = await t.connect({ ticket })
    await until(() => second.closedWith === 4401)
    const third = await t.connect({ ticket: 'made up' })
    await until(() => third.closedWith === 4401)
    const old = await t.ticketFor(accessToken)
    t.clock.offsetMs = 30_001
    const fourth = await t.connect({ ticket: old })
    await until(() => fourth.closedWith === 4401)
    t.clock.offsetMs = 0
    first.socket.close()
  })

  test('within five seconds, or it is closed', async () => {
    const idle = await t.connect(null)
    const { accessToken } = await account()
    const other = await t.signedIn(accessToken)
    t.clock.offsetMs = 5_000
    await until(() => idle.closedWith === 4401)
    expect(idle.reason).toBe('no hello in time')
    other.send({ type: 'ping' })
    await other.frame((frame) => frame.type === 'pong')
    t.clock.offsetMs = 0
    other.socket.close()
  })

  test('before anything else: another first frame closes it and has no effect', async () => {
    const eager = await t.connect(null)
    eager.send({ type: 'subscribe', topic: 'surge' })
    await until(() => eager.closedWith === 4401)
    expect(eager.frames).toEqual([])
  })

  test('and what follows the hello at once is not lost', async () => {
    const { accessToken } = await account()
    const client = await t.connect({ ticket: await t.ticketFor(accessToken) })
    client.send({ type: 'ping' })
    client.send({ type: 'hello', ticket: 'again' })
    await client.problem('hello_repeated')
    expect(client.frames.map((frame) => frame.type)).toEqual(['welcome', 'pong', 'error'])
    client.socket.close()
  })

  test('from a page of its own origin or an allowed one, and of no other', async () => {
    const { accessToken } = await account()
    for (const origin of ['https://elsewhere.example', 'null', 'no url']) {
      const foreign = await t.connect(null, { origin })
      await until(() => foreign.socket.readyState === WebSocket.CLOSED)
      expect({ origin, hasOpened: foreign.hasOpened }).toEqual({ origin, hasOpened: false })
    }
    const own = await t.connect(
      { ticket: await t.ticketFor(accessToken) },
      { origin: `http://127.0.0.1:${t.port}` },
    )
    await own.frame((frame) => frame.type === 'welcome')
    own.socket.close()
  })
})

describe('a socket ends with its credentials:', () => {
  test('at a sign-out, but not at the sign-out of another sign-in of the same person', async () => {
    const one = await account()
    const { email, password } = one
    const { body: two } = await t.request('POST', '/v1/auth/login', { body: { email, password } })
    const phone = await t.signedIn(one.accessToken)
    const desk = await t.signedIn(two.accessToken)
    await t.request('POST', '/v1/auth/logout', { body: { refreshToken: one.refreshToken } })
    await until(() => phone.closedWith === 4401)
    desk.send({ type: 'ping' })
    await desk.frame((frame) => frame.type === 'pong')
    desk.socket.close()
  })

  test('when a refresh token comes back', async () => {
    const person = await account()
    const client = await t.signedIn(person.accessToken)
    expect((await refresh(person.refreshToken)).status).toBe(200)
    expect((await refresh(person.refreshToken)).status).toBe(401)
    await until(() => client.closedWith === 4401)
  })

  test('when a driver is suspended', async () => {
    const driver = await t.signUp('driver')
    const client = await t.signedIn(driver.token)
    const body = { approval: 'suspended' }
    expect((await t.request('PATCH', `/v1/admin/drivers/${driver.id}`, { as: t.admin, body })).status).toBe(
      200,
    )
    await until(() => client.closedWith === 4401)
  })

  test('when another process ended them and its broadcast was lost', async () => {
    const gone = await account()
    const suspended = await account()
    const clients = [await t.signedIn(gone.accessToken), await t.signedIn(suspended.accessToken)]
    await t.deps.db
      .update(refreshTokens)
      .set({ revokedAt: t.clock.now() })
      .where(eq(refreshTokens.userId, gone.id))
    await t.deps.db.update(users).set({ status: 'suspended' }).where(eq(users.id, suspended.id))
    await until(() => clients.every((client) => client.closedWith === 4401))
  })

  test('when they run out', async () => {
    const client = await t.signedIn((await account()).accessToken)
    const endsInMs = t.deps.config.accessTokenTtlS * 1_000
    // Its pings keep it from ending as a silent one.
    while (t.clock.offsetMs < endsInMs - 30_000) {
      t.clock.offsetMs += 20_000
      const pongs = client.ofType('pong').length
      client.send({ type: 'ping' })
      await until(() => client.ofType('pong').length > pongs)
    }
    expect(client.closedWith).toBe(0)
    t.clock.offsetMs = endsInMs + 1_000
    await until(() => client.closedWith === 4401)
    t.clock.offsetMs = 0
  })

  test('and the access token that outlives them opens no other', async () => {
    const person = await account()
    await t.request('POST', '/v1/auth/logout', { body: { refreshToken: person.refreshToken } })
    const answer = await t.request('POST', '/v1/realtime/tickets', { as: person.accessToken })
    expect(answer).toMatchObject({ status: 401, body: { code: 'token_invalid' } })
  })
})

describe('a socket that stays', () => {
  test('is asked for a sign of life, and closed when it gives none for two heartbeats', async () => {
    const lively = await t.signedIn((await account()).accessToken)
    const silent = await t.signedIn((await account()).accessToken)
    silent.send = () => {}
    t.clock.offsetMs = 21_000
    for (const client of [lively, silent]) await client.frame((frame) => frame.type === 'ping')
    lively.send({ type: 'ping' })
    await lively.frame((frame) => frame.type === 'pong')
    t.clock.offsetMs = 41_000
    await until(() => silent.closedWith === 4408)
    expect(lively.closedWith).toBe(0)
    t.clock.offsetMs = 0
    lively.socket.close()
  })

  test('is told to come back, and when, by a server that stops; and none is let in any more', async () => {
    const other = await listen({ hasWorkers: false })
    const client = await other.signedIn(await other.operator())
    const waiting = await other.connect(null)
    other.announceStop()
    for (const each of [client, waiting]) {
      await until(() => each.closedWith === 1012)
      expect(each.reason).toMatch(/^restarting: reconnect in \d+ ms$/)
    }
    const late = await other.connect(null)
    await until(() => late.socket.readyState === WebSocket.CLOSED)
    expect(late.hasOpened).toBe(false)
    await other.close()
  })
})
