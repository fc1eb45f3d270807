import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedReference } from '../db/seed.ts'
import { createTestDatabase } from '../db/testing/create-test-database.ts'
import { type Config, readConfig } from './config.ts'
import { type RunningServer, runServer } from './run-server.ts'
import { until } from './testing/create-test-app.ts'
import { makeSelfSigned } from './testing/self-signed.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
const dir = mkdtempSync(join(tmpdir(), 'hexhaul-run-server-'))
const running = new Set<RunningServer>()
beforeAll(async () => {
  database = await createTestDatabase()
  await seedReference(database.db)
})
afterAll(async () => {
  for (const server of running) await server.stop()
  await database.close()
  rmSync(dir, { recursive: true })
})

async function run(config: Partial<Config> = {}) {
  const base = readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent' })
  const server = await runServer({ ...base, ...config, databaseUrl: database.url })
  running.add(server)
  const stop = server.stop
  return Object.assign(server, { stop: () => (running.delete(server) ? stop() : Promise.resolve()) })
}

let serial = 0
const account = () => ({
  role: 'customer',
  name: 'A customer',
  email: `customer-${++serial}@example.com`,
  phone: '+91 80 5550 0100',
  password: 'a long password',
})
const post = (url: string, path: string, body: unknown, headers = {}) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

/** What holds the table of users stands in the way of whoever registers, until it is let go. */
async function blockRegistrations() {
  let letGo = () => {}
  const held = Promise.withResolvers<void>()
  const done = database.sql.begin(async (tx) => {
    await tx`lock table users in access exclusive mode`
    held.resolve()
    await new Promise<void>((resolve) => {
      letGo = resolve
    })
  })
  await held.promise
  const hasWaiter = async () =>
    (
      await database.sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    `
    ).length > 0
  return {
    hasWaiter,
    async release() {
      letGo()
      await done
    },
  }
}

test('a stopping server finishes the request under way, takes no new one and sends sockets elsewhere', async () => {
  const server = await run()
  const port = Number(new URL(server.url).port)
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/realtime`)
  const closedWith = new Promise<CloseEvent>((resolve) => {
    socket.onclose = resolve
  })
  await until(() => socket.readyState === WebSocket.OPEN)
  const idle = await keepAlive(port)
  const block = await blockRegistrations()
  const answer = post(server.url, '/v1/auth/register', account())
  await until(block.hasWaiter)

  const stopped = server.stop()
  const { code, reason } = await closedWith
  expect(code).toBe(1012)
  expect(reason).toMatch(/^restarting: reconnect in \d+ ms$/)
  await until(idle.isClosed)
  await until(() =>
    fetch(`${server.url}/health/live`).then(
      () => false,
      () => true,
    ),
  )
  await block.release()
  expect((await answer).status).toBe(201)
  await stopped
})

/** A connection that has been answered once and waits for more, as a proxy keeps them. */
async function keepAlive(port: number) {
  const connection = connect(port, '127.0.0.1')
  const seen = { answer: '', isClosed: false }
  connection.on('data', (bytes) => {
    seen.answer += bytes
  })
  connection.on('close', () => {
    seen.isClosed = true
  })
  connection.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await until(() => seen.answer.includes('"isLive":true'))
  expect(seen.isClosed).toBe(false)
  return { isClosed: () => seen.isClosed }
}

test('speaks TLS itself when given a certificate, on sockets too', async () => {
  const tls = makeSelfSigned(dir)
  const server = await run({ tls })
  expect(server.url).toStartWith('https://')
  const ca = await Bun.file(tls.certFile).text()
  const answer = await fetch(`${server.url}/health/ready`, { tls: { ca } })
  expect(await answer.json()).toMatchObject({ isReady: true })
  const socketUrl = `${server.url.replace('https', 'wss')}/v1/realtime`
  const socket = new WebSocket(socketUrl, { tls: { ca } } as unknown as string[])
  await until(() => socket.readyState === WebSocket.OPEN)
  socket.close()
  await expect(fetch(server.url.replace('https', 'http'))).rejects.toThrow()
})

test('a certificate that cannot be used ends the start with the names of what to set', async () => {
  const own = makeSelfSigned(dir, 'own')
  const other = makeSelfSigned(dir, 'other')
  const missing = { ...own, keyFile: join(dir, 'nowhere.key') }
  await expect(run({ tls: missing })).rejects.toThrow(/^TLS_KEY_FILE must be a file that can be read/)
  const mixed = { certFile: own.certFile, keyFile: other.keyFile }
  await expect(run({ tls: mixed })).rejects.toThrow(/^TLS_CERT_FILE and TLS_KEY_FILE must be a certificate/)
})

test('one half of a certificate is refused', () => {
  expect(() => readConfig({ TLS_CERT_FILE: 'a.crt' })).toThrow('must be set together')
  expect(readConfig({ TLS_CERT_FILE: 'a.crt', TLS_KEY_FILE: 'a.key' })).toMatchObject({
    tls: { certFile: 'a.crt', keyFile: 'a.key' },
    publicUrl: 'https://localhost:8000',
  })
})
