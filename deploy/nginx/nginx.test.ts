import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWeb } from '../../commands/build-web.ts'
import { freePorts } from '../../commands/cluster/run-part.ts'
import { startNginx } from '../../commands/cluster/start-nginx.ts'
import { seedReference } from '../../db/seed.ts'
import { createTestDatabase } from '../../db/testing/create-test-database.ts'
import { HEARTBEAT_S } from '../../server/communication/hub.ts'
import { readConfig } from '../../server/config.ts'
import { type RunningServer, runServer } from '../../server/run-server.ts'
import { until } from '../../server/testing/create-test-app.ts'
import { makeSelfSigned } from '../../server/testing/self-signed.ts'

const hasNginx = Bun.which('nginx') !== null
if (!hasNginx) console.log('\n!! What stands before the servers is NOT TESTED: this machine has no nginx\n')

const PLENTY = 100_000
const dir = mkdtempSync(join(tmpdir(), 'hexhaul-nginx-'))
const stops: (() => unknown)[] = []
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
  rmSync(dir, { recursive: true, force: true })
})

async function start(
  options: Partial<Parameters<typeof startNginx>[0]> & { serverPorts: readonly number[] },
) {
  const [port] = (await freePorts(1)) as [number]
  const own = join(dir, String(port))
  mkdirSync(own)
  const nginx = await startNginx({ dir: own, port, requestsPerSecond: PLENTY, ...options })
  stops.push(nginx.stop)
  return { ...nginx, port }
}

/** A server that tells what reached it, and holds on to `/held` until told to let go. */
function startEcho() {
  const gate = Promise.withResolvers<void>()
  const echo = { held: 0, connections: new Set<number>(), release: () => gate.resolve(), port: 0 }
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request, { requestIP }) {
      echo.connections.add(requestIP.call(server, request)?.port ?? 0)
      if (new URL(request.url).pathname === '/held') {
        echo.held++
        await gate.promise
      }
      return Response.json(Object.fromEntries(request.headers))
    },
  })
  echo.port = server.port as number
  stops.push(() => server.stop(true))
  return echo
}

describe.skipIf(!hasNginx)('Nginx hands on', () => {
  test('each request to the server with the fewest under way', async () => {
    const echoes = [startEcho(), startEcho()]
    const { url } = await start({ serverPorts: echoes.map(({ port }) => port) })
    const held = Array.from({ length: 10 }, () => fetch(`${url}/held`))
    await until(() => echoes.reduce((sum, echo) => sum + echo.held, 0) === held.length)
    expect(echoes.map((echo) => echo.held)).toEqual([5, 5])
    for (const echo of echoes) echo.release()
    await Promise.all(held)
  })

  test('over connections that it keeps, to the server that is left when one is gone', async () => {
    const echo = startEcho()
    const [gone] = (await freePorts(1)) as [number]
    const { url } = await start({ serverPorts: [gone, echo.port] })
    for (let i = 0; i < 20; i++) expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(200)
    expect(echo.connections.size).toBe(1)
  })

  test('the address it saw itself, whatever the client claims, and the host as it was sent', async () => {
    const { url, port } = await start({ serverPorts: [startEcho().port] })
    const claims = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', host: 'any.example' }
    const seen = await (await fetch(url, { headers: claims })).json()
    expect(seen).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      host: 'any.example',
    })
    expect((await (await fetch(url)).json()).host).toBe(`localhost:${port}`)
  })
})

describe.skipIf(!hasNginx)('Nginx answers by itself, as a problem,', () => {
  const isProblem = async (answer: Response, status: number, code: string) => {
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const requestId = answer.headers.get('x-request-id')
    expect(requestId).toMatch(/^\w{32}$/)
    expect(await answer.json()).toMatchObject({ status, code, requestId })
    expect(answer.status).toBe(status)
  }

  test('whoever floods it', async () => {
    const { url } = await start({ serverPorts: [startEcho().port], requestsPerSecond: 5 })
    const answers = await Promise.all(Array.from({ length: 30 }, () => fetch(url)))
    const refused = answers.find(({ status }) => status === 429) as Response
    expect(refused.headers.get('retry-after')).toBe('1')
    await isProblem(refused, 429, 'rate_limited')
  })

  test('whoever holds too many connections', async () => {
    const echo = startEcho()
    const { url } = await start({ serverPorts: [echo.port], connectionsPerAddress: 3 })
    const held = Array.from({ length: 3 }, () => fetch(`${url}/held`))
    await until(() => echo.held === 3)
    await isProblem(await fetch(url), 429, 'rate_limited')
    echo.release()
    await Promise.all(held)
  })

  test('a body that is far too large, and that no server answers', async () => {
    const [gone] = (await freePorts(1)) as [number]
    const { url } = await start({ serverPorts: [gone] })
    const body = new Uint8Array(3 * 1_024 * 1_024)
    await isProblem(await fetch(url, { method: 'POST', body }), 413, 'body_too_large')
    await isProblem(await fetch(url), 503, 'unavailable')
  })

  test('a photo that no server takes, and lets the largest through that one does', async () => {
    const [gone] = (await freePorts(1)) as [number]
    const { url } = await start({ serverPorts: [gone] })
    const send = (mib: number) =>
      fetch(`${url}/v1/bookings/1/proofs`, { method: 'POST', body: new Uint8Array(mib * 1_024 * 1_024) })
    await isProblem(await send(9), 413, 'body_too_large')
    await isProblem(await send(6), 503, 'unavailable')
  })

  test.each([
    '/metrics',
    '/metrics/',
    '//metrics',
    '/%6detrics',
    '/./metrics',
    '/metrics?a=b',
    '/%2Fmetrics',
  ])('that there is nothing at %s', async (path) => {
    const { port } = await shared
    const { stdout } = Bun.spawnSync(['curl', '-s', '--path-as-is', `http://127.0.0.1:${port}${path}`])
    expect(JSON.parse(String(stdout))).toMatchObject({ status: 404, code: 'not_found' })
  })
})

let shared: ReturnType<typeof start>
let server: RunningServer
const portOf = (url: string) => Number(new URL(url).port)
beforeAll(async () => {
  if (!hasNginx) return
  await buildWeb()
  const database = await createTestDatabase()
  stops.push(database.close)
  await seedReference(database.db)
  const base = readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent', TRUST_PROXY: 'true' })
  const config = { ...base, databaseUrl: database.url, databasePoolMax: 4, rateLimitScale: 0.5 }
  server = await runServer(config)
  stops.push(() => server.stop())
  shared = start({ serverPorts: [portOf(server.url)] })
  await shared
})

describe.skipIf(!hasNginx)('the real server behind Nginx', () => {
  const register = (url: string, init: { tls?: { ca: string } } = {}) =>
    fetch(`${url}/v1/auth/register`, {
      ...init,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        role: 'customer',
        name: 'A customer',
        email: `${crypto.randomUUID()}@example.com`,
        phone: '+91 80 5550 0100',
        password: 'a long password',
      }),
    })

  /** Signs on from the dashboard's own origin, as a browser would. */
  async function signOn(url: string, tls: { ca: string } | undefined) {
    const { accessToken } = await (await register(url, tls && { tls })).json()
    const headers = { authorization: `Bearer ${accessToken}` }
    const ticket = await fetch(`${url}/v1/realtime/tickets`, { method: 'POST', headers, ...(tls && { tls }) })
    const options = { headers: { origin: url }, ...(tls && { tls }) } as unknown as string[]
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/realtime`, options)
    const frames: { type: string }[] = []
    socket.onmessage = ({ data }) => frames.push(JSON.parse(data))
    await until(() => socket.readyState === WebSocket.OPEN)
    socket.send(JSON.stringify({ type: 'hello', ...(await ticket.json()), expiresIn: undefined }))
    await until(() => frames.some(({ type }) => type === 'welcome'))
    socket.close()
  }

  test('signs sockets on', async () => signOn((await shared).url, undefined))

  test('signs sockets on over TLS, and answers by HTTP/2', async () => {
    const tls = makeSelfSigned(dir)
    const ca = await Bun.file(tls.certFile).text()
    const { url } = await start({
      tls,
      serverPorts: [portOf(server.url)],
    })
    await signOn(url, { ca })
    const curl = [
      'curl',
      '-s',
      '--http2',
      '--cacert',
      tls.certFile,
      '-w',
      '%{http_version}',
      '-o',
      '/dev/null',
    ]
    expect(String(Bun.spawnSync([...curl, `${url}/health/live`]).stdout)).toBe('2')
  })

  test('counts refused sign-ins by the real address, which nobody can forge', async () => {
    const statusesFrom = async (url: string) => {
      const claims = Array.from({ length: 400 }, (_, i) => `198.51.${i >> 8}.${i & 255}`)
      const ask = (claim: string) => fetch(`${url}/v1/me`, { headers: { 'x-forwarded-for': claim } })
      return new Set((await Promise.all(claims.map(ask))).map(({ status }) => status))
    }
    // Straight to a server that trusts its proxy each claim counts as another client: the proxy is what it relies on.
    expect(await statusesFrom(server.url)).toEqual(new Set([401]))
    expect(await statusesFrom((await shared).url)).toEqual(new Set([401, 429]))
  })

  test('sends what is text compressed', async () => {
    const { url } = await shared
    const page = await (await fetch(url)).text()
    const script = page.match(/\/assets\/[\w.-]+\.js/)?.[0]
    for (const [path, accepted, coding] of [
      [script, 'gzip, br', 'br'],
      [script, 'gzip', 'gzip'],
      ['/docs/json', 'gzip, br', 'gzip'],
    ]) {
      const answer = await fetch(`${url}${path}`, { headers: { 'accept-encoding': accepted as string } })
      expect(answer.headers.get('content-encoding')).toBe(coding as string)
      expect(answer.headers.get('vary')?.toLowerCase()).toContain('accept-encoding')
    }
  })
})

test('a socket may be silent for longer than the heartbeat', async () => {
  const template = await Bun.file(join(import.meta.dir, 'hexhaul.conf.template')).text()
  const silenceS = Number(template.match(/\/v1\/realtime \{[\s\S]*?proxy_read_timeout (\d+)s/)?.[1])
  expect(silenceS).toBeGreaterThan(2 * HEARTBEAT_S)
})
