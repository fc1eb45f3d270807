import { afterAll, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const READY_MS = 30_000
const dataDir = mkdtempSync(join(tmpdir(), 'hexhaul-up-'))
Bun.spawnSync(['chmod', '755', dataDir])
const started: Bun.Subprocess[] = []
afterAll(async () => {
  for (const child of started) child.kill('SIGINT')
  await Promise.all(started.map((child) => child.exited))
  rmSync(dataDir, { recursive: true, force: true })
})

const freePort = () =>
  new Promise<number>((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => found(port))
    })
  })

function up(port: number, folder = dataDir) {
  const command = ['bun', 'commands/up.ts', '--no-simulation', '--port', String(port), '--data-dir', folder]
  const child = Bun.spawn(command, {
    stdout: 'pipe',
    stderr: 'pipe',
    env: { ...process.env, LOG_LEVEL: 'error' },
  })
  started.push(child)
  return child
}

async function untilReady(port: number): Promise<void> {
  const deadline = performance.now() + READY_MS
  while (performance.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null)
    if (answer?.ok) return
    await Bun.sleep(50)
  }
  throw new Error('up was not ready in time')
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // One that has ended and that nobody has collected yet still has a number.
    return !existsSync('/proc/self') || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

const postmaster = () =>
  Number(readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])

async function call(port: number, method: string, path: string, token?: string, body?: unknown) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': 'one-booking-only',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return {
    status: answer.status,
    body: (await answer.json()) as { id?: string; accessToken?: string; items?: unknown[] },
  }
}
const signIn = async (port: number) => {
  const credentials = { email: 'customer@hexhaul.test', password: 'hexhaul-demo' }
  return (await call(port, 'POST', '/v1/auth/login', undefined, credentials)).body
    .accessToken as unknown as string
}

test('a booking that was answered survives kill -9, a second start on the data is refused, Ctrl-C leaves nothing', async () => {
  const port = await freePort()
  const first = up(port)
  await untilReady(port)
  const token = await signIn(port)
  const haul = {
    pickup: { lat: 12.97, lng: 77.59 },
    dropoff: { lat: 12.93, lng: 77.62 },
    vehicleClass: 'van',
  }
  const quote = await call(port, 'POST', '/v1/quotes', token, haul)
  const order = { quoteId: quote.body.id, pickup: { address: 'A' }, dropoff: { address: 'B' } }
  const booking = await call(port, 'POST', '/v1/bookings', token, order)
  expect(booking.status).toBe(201)

  const second = up(await freePort())
  expect(await second.exited).toBe(1)
  expect(await new Response(second.stderr).text()).toContain(`in use by process ${first.pid}`)

  const orphan = postmaster()
  first.kill('SIGKILL')
  await first.exited
  const third = up(port)
  await untilReady(port)
  expect(isAlive(orphan)).toBe(false)
  const again = await call(port, 'POST', '/v1/bookings', token, order)
  expect(again).toEqual(booking)
  const list = await call(port, 'GET', '/v1/bookings', token)
  expect(list.body.items?.length).toBe(1)

  const server = postmaster()
  third.kill('SIGINT')
  expect(await third.exited).toBe(0)
  expect(isAlive(server)).toBe(false)
})

test('a taken port is one clear line', async () => {
  const holder = createServer()
  await new Promise<void>((listening) => holder.listen(0, '127.0.0.1', () => listening()))
  const { port } = holder.address() as { port: number }
  const refused = up(port, join(dataDir, 'other'))
  expect(await refused.exited).toBe(1)
  expect((await new Response(refused.stderr).text()).trim()).toBe(
    `PORT ${port} is taken by another process; choose another one`,
  )
  holder.close()
})
