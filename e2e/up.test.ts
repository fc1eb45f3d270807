import { afterAll, describe, expect, test } from 'bun:test'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { isAlive } from '../db/own-data-dir.ts'
import {
  cleanUp,
  familyOf,
  freePort,
  makeDataDir,
  postmasterOf,
  startUp,
  type Up,
  until,
  untilReady,
} from './run-up.ts'

const TEST_MS = 120_000
const dataDir = makeDataDir('up')
afterAll(() => cleanUp(dataDir), TEST_MS)

const start = (port: number, folder = dataDir) =>
  startUp(['--no-simulation', '--port', String(port), '--data-dir', folder])

type Answer = { status: number; body: { id?: string; accessToken?: string; items?: unknown[] } }

async function call(
  port: number,
  method: string,
  path: string,
  token?: string,
  body?: unknown,
): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': 'one-booking-only',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: answer.status, body: (await answer.json()) as Answer['body'] }
}

async function signIn(port: number): Promise<string> {
  const credentials = { email: 'customer@hexhaul.test', password: 'hexhaul-demo' }
  return (await call(port, 'POST', '/v1/auth/login', undefined, credentials)).body.accessToken ?? ''
}

/** Presses Ctrl-C, again and again if told so, and sees that all of it ends well. */
async function pressCtrlC(up: Up, folder = dataDir, times = 1): Promise<void> {
  const family = familyOf(up.pid)
  for (let press = 0; press < times; press++) up.kill('SIGINT')
  expect(await up.exited).toBe(0)
  const postmaster = postmasterOf(folder)
  const left = () => [...family, ...(postmaster ? [postmaster] : [])].filter(isAlive)
  await until('no process is left', () => left().length === 0)
  // `bun run` repeats the command that it runs.
  expect((await up.complained()).replace(/^\$ .*\n/, '')).toBe('')
}

test(
  'a booking that was answered survives kill -9, a second start on the data is refused, Ctrl-C leaves nothing',
  async () => {
    const port = await freePort()
    const first = start(port)
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

    const second = start(await freePort())
    expect(await second.exited).toBe(1)
    expect(await second.complained()).toContain(`in use by process ${first.pid}`)

    const orphan = postmasterOf(dataDir) as number
    first.kill('SIGKILL')
    await first.exited
    const third = start(port)
    await untilReady(port)
    expect(isAlive(orphan)).toBe(false)
    const again = await call(port, 'POST', '/v1/bookings', token, order)
    expect(again).toEqual(booking)
    const list = await call(port, 'GET', '/v1/bookings', token)
    expect(list.body.items?.length).toBe(1)

    expect(familyOf(third.pid)).toContain(postmasterOf(dataDir) as number)
    await pressCtrlC(third)
  },
  TEST_MS,
)

test(
  'a taken port is one clear line, and leaves no process',
  async () => {
    const holder = createServer()
    await new Promise<void>((listening) => holder.listen(0, '127.0.0.1', () => listening()))
    const { port } = holder.address() as { port: number }
    const refused = start(port)
    expect(await refused.exited).toBe(1)
    expect((await refused.complained()).trim()).toBe(
      `PORT ${port} is taken by another process; choose another one`,
    )
    expect(postmasterOf(dataDir)).toBeUndefined()
    holder.close()
  },
  TEST_MS,
)

test.each([
  ['--drivers', 'many', '--drivers must be a number from 1 to 9999, not "many"'],
  ['--speed', '99', '--speed must be a number from 0.1 to 50, not "99"'],
  ['--port', 'x', 'PORT must be a number from 0 to 65535, not "x"'],
])('a bad %s is one clear line, before anything is started', async (flag, value, line) => {
  const refused = startUp([flag, value])
  expect(await refused.exited).toBe(1)
  expect(await refused.complained()).toBe(`${line}\n`)
  expect(refused.said()).toBe('')
})

describe('Ctrl-C leaves no process', () => {
  const city = ['--drivers', '40', '--bookings-per-minute', '60', '--speed', '20']
  const startCity = async (folder: string, asCommand = false) =>
    startUp(['--port', String(await freePort()), '--data-dir', folder, ...city], { asCommand })

  test.each([
    ['while PostgreSQL makes its first cluster', 'starting PostgreSQL'],
    ['while the schema is brought up to date', 'bringing the database'],
    ['while the demo data is made', 'making the demo data'],
    ['while the dashboard is built', 'building the dashboard'],
    ['while the server starts', 'starting the server'],
    ['while the simulation signs up', 'the city wakes'],
  ])(
    '%s',
    async (_, step) => {
      // Data of its own each time, so that every step has all of its work to do.
      const folder = join(dataDir, step.replaceAll(' ', '-'))
      const up = await startCity(folder)
      await until(step, () => up.said().includes(step))
      await pressCtrlC(up, folder)
      expect(up.said()).not.toContain('the city lives')
      expect(up.said()).toEndWith('stopped\n')
    },
    TEST_MS,
  )

  test(
    'as `bun run up`, pressed several times, while the city lives',
    async () => {
      const up = await startCity(dataDir, true)
      await until('the city lives', () => up.said().includes('the city lives'))
      await pressCtrlC(up, dataDir, 3)
    },
    TEST_MS,
  )

  test(
    'and the data can be started on again',
    async () => {
      const port = await freePort()
      const up = start(port)
      await untilReady(port)
      await pressCtrlC(up)
    },
    TEST_MS,
  )
})
