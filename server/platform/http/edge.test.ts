import { afterAll, describe, expect, test } from 'bun:test'
import { Elysia, t } from 'elysia'
import { createTestApp } from '../../testing/create-test-app.ts'
import { anyone } from './access.ts'
import { edge } from './edge.ts'
import { httpPlugin } from './plugin.ts'

const BODY_MAX_BYTES = 4_096
const PAGE = 'https://shop.example.com'
const SECRET = 'Asha Rao, asha@example.com'

const app = await createTestApp({
  hasWorkers: false,
  config: { bodyMaxBytes: BODY_MAX_BYTES, corsOrigins: [PAGE], rateLimitScale: 1, logLevel: 'silent' },
})
app.app.listen({ port: 0, hostname: '127.0.0.1', reusePort: false })
const base = `http://127.0.0.1:${app.app.server?.port}`
afterAll(async () => {
  await app.app.stop(true)
  await app.close()
})

/** A body whose length nobody knows beforehand. */
const inChunks = (text: string) =>
  new ReadableStream({
    start(controller) {
      for (let at = 0; at < text.length; at += 1_000)
        controller.enqueue(new TextEncoder().encode(text.slice(at, at + 1_000)))
      controller.close()
    },
  })
const send = (method: string, path: string, init: RequestInit = {}) => fetch(base + path, { ...init, method })
const json = { 'content-type': 'application/json' }
const logOut = (body: BodyInit, headers: Record<string, string> = json) =>
  send('POST', '/v1/auth/logout', { body, headers })

/** What every problem has in common. */
async function problemOf(answer: Response, status: number, code: string) {
  expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({
    status,
    type: 'application/problem+json',
  })
  const problem = (await answer.json()) as Record<string, unknown>
  expect(problem).toMatchObject({ type: `urn:hexhaul:problem:${code}`, status, code })
  expect(String(problem.title).length).toBeGreaterThan(0)
  expect(String(problem.detail).length).toBeGreaterThan(0)
  expect(problem.requestId).toBe(answer.headers.get('x-request-id'))
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  return problem
}

describe('a problem answers', () => {
  test('an address that nothing is at, and one deeper than any', async () => {
    for (const path of ['/v1/nothing', '/v1/bookings/1/2/3', '/v1'])
      await problemOf(await send('GET', path), 404, 'not_found')
  })

  test('a method that the address does not know, naming those that it does', async () => {
    const answer = await send('DELETE', '/v1/bookings')
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST')
    await problemOf(answer, 405, 'method_not_allowed')
  })

  test('a body that is not JSON', async () => {
    for (const body of ['{', '{"refreshToken": }', 'null null'])
      await problemOf(await logOut(body), 400, 'unreadable_body')
  })

  test('a body of another type, or of none', async () => {
    await problemOf(await logOut('a=1', { 'content-type': 'text/plain' }), 415, 'media_type_unsupported')
    await problemOf(
      await logOut('a=1', { 'content-type': 'application/jsonp' }),
      415,
      'media_type_unsupported',
    )
    await problemOf(await logOut(new Uint8Array([1]), {}), 415, 'media_type_unsupported')
  })

  test('a body over the cap, with a length or in chunks', async () => {
    const body = JSON.stringify({ refreshToken: 'x'.repeat(BODY_MAX_BYTES) })
    await problemOf(await logOut(body), 413, 'body_too_large')
    await problemOf(await logOut(inChunks(body)), 413, 'body_too_large')
  })

  test('a missing, an unknown and a bad field, each by its name and without its value', async () => {
    const body = { email: 'asha@example.com', password: 7, nickname: SECRET }
    const answer = await send('POST', '/v1/auth/login', { headers: json, body: JSON.stringify(body) })
    const problem = await problemOf(answer, 422, 'validation_failed')
    const paths = (problem.errors as { path: string; message: string }[]).map(({ path }) => path)
    expect(paths.sort()).toEqual(['nickname', 'password'])
    expect(JSON.stringify(problem)).not.toContain(SECRET)
    const missing = await problemOf(await logOut('{}'), 422, 'validation_failed')
    expect(missing.errors).toMatchObject([{ path: 'refreshToken' }])
  })

  test('a stranger, a token of ours that was changed, and one of nobody', async () => {
    const stranger = await send('GET', '/v1/me')
    expect(stranger.headers.get('www-authenticate')).toBe('Bearer realm="hexhaul"')
    await problemOf(stranger, 401, 'sign_in_required')
    const [head, , signature] = app.admin.split('.')
    const claims = btoa(JSON.stringify({ sub: crypto.randomUUID(), role: 'admin', exp: 4e9 }))
    for (const token of [`${head}.${claims}.${signature}`, 'nothing', '']) {
      const answer = await send('GET', '/v1/me', { headers: { authorization: `Bearer ${token}` } })
      await problemOf(answer, 401, 'token_invalid')
    }
  })
})

test('a body in chunks is read as any other', async () => {
  const answer = await logOut(inChunks(JSON.stringify({ refreshToken: 'unknown' })))
  expect(answer.status).toBe(204)
  await problemOf(await logOut(inChunks('{"refreshToken"')), 400, 'unreadable_body')
})

describe('a fault of ours', () => {
  const crash = () => {
    throw new Error(SECRET)
  }
  const broken = new Elysia({ normalize: false })
    .use(edge(app.deps, () => []))
    .use(httpPlugin(app.deps))
    .get('/crash', crash, { access: anyone() })
    .get('/mismatch', () => ({ name: SECRET }) as never, {
      access: anyone(),
      response: { 200: t.Object({ id: t.String() }) },
    })

  test.each(['/crash', '/mismatch'])('%s answers 500 and tells nothing of itself', async (path) => {
    const answer = await broken.handle(new Request(`http://localhost${path}`))
    const problem = await problemOf(answer, 500, 'internal_error')
    expect(JSON.stringify(problem)).not.toContain('Asha')
    expect(Object.keys(problem).sort()).toEqual(['code', 'detail', 'requestId', 'status', 'title', 'type'])
  })
})

test('the id of a request is the one that it brought, if that is plain, and otherwise a new one', async () => {
  const idOf = async (sent: string) =>
    (await send('GET', '/health/live', { headers: { 'x-request-id': sent } })).headers.get('x-request-id')
  expect(await idOf('order-4711.retry_2')).toBe('order-4711.retry_2')
  for (const bad of ['short', 'with space in it', '<script>alert(1)</script>', 'x'.repeat(65)])
    expect(await idOf(bad)).toMatch(/^[0-9a-f-]{36}$/)
  const ids = await Promise.all([1, 2, 3].map(async () => (await send('GET', '/health/live')).headers))
  expect(new Set(ids.map((headers) => headers.get('x-request-id'))).size).toBe(3)
})

test('every answer carries the headers that keep browsers careful', async () => {
  for (const path of ['/health/live', '/v1/me', '/v1/nothing', '/metrics']) {
    const { headers } = await send('GET', path)
    expect({
      path,
      sniffing: headers.get('x-content-type-options'),
      framing: headers.get('x-frame-options'),
      referrer: headers.get('referrer-policy'),
      policy: headers.get('content-security-policy'),
      isHttpsOnly: headers.get('strict-transport-security')?.startsWith('max-age=31536000'),
    }).toEqual({
      path,
      sniffing: 'nosniff',
      framing: 'DENY',
      referrer: 'no-referrer',
      policy: "default-src 'none'; frame-ancestors 'none'",
      isHttpsOnly: true,
    })
  }
  expect((await send('GET', '/docs')).headers.get('content-security-policy')).toContain("script-src 'self'")
})

describe('another origin', () => {
  const preflight = (origin: string) =>
    send('OPTIONS', '/v1/bookings', {
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    })

  test('may call and read when it is configured', async () => {
    const asked = await preflight(PAGE)
    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-origin')).toBe(PAGE)
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST')
    expect(asked.headers.get('access-control-allow-headers')).toContain('authorization')
    for (const path of ['/health/live', '/v1/me']) {
      const { headers } = await send('GET', path, { headers: { origin: PAGE } })
      expect(headers.get('access-control-allow-origin')).toBe(PAGE)
      expect(headers.get('access-control-expose-headers')).toContain('retry-after')
      expect(headers.get('vary')).toBe('origin')
    }
  })

  test('may do neither when it is not', async () => {
    for (const origin of ['https://evil.example.com', `${PAGE}.evil.com`, 'null']) {
      expect((await preflight(origin)).headers.has('access-control-allow-origin')).toBe(false)
      const { headers } = await send('GET', '/health/live', { headers: { origin } })
      expect(headers.has('access-control-allow-origin')).toBe(false)
      expect(headers.get('vary')).toBe('origin')
    }
  })
})

describe('the rate limit', () => {
  test('counts down, then answers 429 with the time to wait, after which it lets in again', async () => {
    const customer = await app.signUp('customer')
    // A clock that stands still until it is set forward, so that nothing refills in between.
    const { now } = app.clock
    const startMs = Date.now()
    app.clock.now = () => new Date(startMs + app.clock.offsetMs)
    const book = () =>
      send('POST', '/v1/quotes', {
        headers: { ...json, authorization: `Bearer ${customer.token}` },
        body: '{}',
      })
    // 240 a minute and 60 at once.
    const first = await book()
    expect(first.headers.get('ratelimit-policy')).toBe('"write";q=60;w=15')
    expect(first.headers.get('ratelimit')).toMatch(/^"write";r=59;t=\d+$/)
    for (let left = 58; left >= 0; left--)
      expect((await book()).headers.get('ratelimit')).toStartWith(`"write";r=${left};`)
    const refused = await book()
    const waitS = Number(refused.headers.get('retry-after'))
    expect(waitS).toBe(1)
    await problemOf(refused, 429, 'rate_limited')
    app.clock.offsetMs += waitS * 1_000
    expect((await book()).status).toBe(422)
    expect(
      (await send('GET', '/v1/me', { headers: { authorization: `Bearer ${customer.token}` } })).status,
    ).toBe(200)
    app.clock.now = now
  })

  test('counts those without a sign-in by their address, also when they are turned away', async () => {
    const guess = () => send('GET', '/v1/ops/snapshot', { headers: { authorization: 'Bearer guess' } })
    const statuses: number[] = []
    for (let i = 0; i < 205; i++) statuses.push((await guess()).status)
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
    expect(statuses.at(-1)).toBe(429)
  })
})
