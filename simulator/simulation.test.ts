import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { DEFAULT_OPTIONS, type SimulationOptions } from './options.ts'
import { type Simulation, startSimulation } from './start-simulation.ts'
import { startServerProcess, type TestServer, untilTrue } from './testing/start-server-process.ts'

const WITHIN_MS = 50_000
const DRIVERS = 25
const HASTE = { speed: 200, maxSpeedMps: 950, reportEveryMs: 250, startHour: 10 }
const DRIVEN = [
  'assigned',
  'en_route_to_pickup',
  'arrived_at_pickup',
  'goods_collected',
  'arrived_at_dropoff',
  'delivered',
]
const running: Simulation[] = []

let server: TestServer
beforeAll(async () => {
  server = await startServerProcess()
}, WITHIN_MS)
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulation) => simulation.stop()))
}, WITHIN_MS)
afterAll(() => server.close(), WITHIN_MS)

function simulate(options: Partial<SimulationOptions>): Simulation {
  const simulation = startSimulation({ ...DEFAULT_OPTIONS, ...HASTE, url: server.url, ...options })
  running.push(simulation)
  return simulation
}
const count = (simulation: Simulation, counter: keyof ReturnType<Simulation['summary']>['counters']) =>
  simulation.summary().counters[counter] ?? 0

describe('a simulation against a real server', () => {
  test('carries bookings from quote to completion by drivers on their sockets', async () => {
    const simulation = simulate({ drivers: DRIVERS, bookingsPerMinute: 120 })
    await simulation.ready
    await untilTrue(() => count(simulation, 'completions') >= 8, WITHIN_MS, simulation.summary)
    const last = await simulation.stop()
    expect(last.driversConnected).toBe(DRIVERS)
    expect(last.counters.offersAccepted).toBeGreaterThanOrEqual(8)
    expect(last.counters.positionsByRest ?? 0).toBe(0)
    expect(
      Object.keys(last.errors).filter((code) => /^(socket|position)_|^http_5|internal/.test(code)),
    ).toEqual([])

    const [row] = await server.sql`
      select count(*)::int as completed from bookings where state = 'completed'`
    expect(row?.completed).toBeGreaterThanOrEqual(8)
    const steps = await server.sql`
      select e.booking_id, array_agg(e.type order by e.seq) as types from booking_events e
      join bookings b on b.id = e.booking_id where b.state = 'completed' group by e.booking_id`
    for (const { types } of steps) expect(types.at(-1)).toBe('completed')
  }, 90_000)

  test('halts at the stops of a haul, and reports each in its order', async () => {
    const simulation = simulate({ drivers: DRIVERS, bookingsPerMinute: 1 })
    await simulation.ready
    const send = async (path: string, body: object, headers: Record<string, string> = {}) =>
      (
        await fetch(`${server.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        })
      ).json()
    const account = { name: 'Asha Rao', email: 'stops@example.com', phone: '+91 80 5550 0100' }
    const { accessToken } = await send('/v1/auth/register', {
      ...{ ...account, role: 'customer', password: 'a long password' },
    })
    const authorization = `Bearer ${accessToken}`
    const near = '/v1/drivers/nearby?lat=12.97&lng=77.59&vehicleClass=van&limit=1'
    let van = { lat: 0, lng: 0 }
    await untilTrue(async () => {
      const answer = await fetch(`${server.url}${near}`, { headers: { authorization } })
      van = (await answer.json()).items?.[0]
      return van !== undefined
    }, WITHIN_MS)
    /** Near a driver, so that the search need not grow. */
    const place = (north: number, east: number) => ({ lat: van.lat + north, lng: van.lng + east })
    const quote = await send(
      '/v1/quotes',
      {
        ...{ pickup: place(0, 0), dropoff: place(-0.01, 0.01), vehicleClass: 'van' },
        stops: [place(0, 0.005), place(-0.005, 0.01)],
      },
      { authorization },
    )
    const { id } = await send(
      '/v1/bookings',
      { quoteId: quote.id, pickup: { address: '1 Mill Road' }, dropoff: { address: '2 Lake View' } },
      { authorization, 'idempotency-key': 'a-haul-with-stops' },
    )
    const typesOf = async () =>
      (await server.sql`select type from booking_events where booking_id = ${id} order by seq`).map(
        ({ type }) => type,
      )
    await untilTrue(async () => (await typesOf()).at(-1) === 'completed', WITHIN_MS, simulation.summary)
    expect((await typesOf()).slice(-6)).toEqual([
      ...['goods_collected', 'stop_reached', 'stop_reached'],
      ...['arrived_at_dropoff', 'delivered', 'completed'],
    ])
  }, 90_000)

  test('asks the same again for the same seed', async () => {
    const wishesOf = async (since: Date) =>
      (
        await server.sql`
          select pickup, dropoff, vehicle_class, cargo from quotes where created_at >= ${since} order by created_at`
      ).map((row) => JSON.stringify(row))
    const runs: string[][] = []
    for (let i = 0; i < 2; i++) {
      const since = new Date()
      const simulation = simulate({ drivers: 1, bookingsPerMinute: 600, seed: 77 })
      await untilTrue(() => count(simulation, 'quotes') >= 20, WITHIN_MS, simulation.summary)
      await simulation.stop()
      runs.push(await wishesOf(since))
    }
    const [shorter, longer] = runs.sort((a, b) => a.length - b.length) as [string[], string[]]
    expect(shorter.length).toBeGreaterThanOrEqual(20)
    // Two wishes close together may reach the server in either order; none is missing and none is new.
    expect(longer).toEqual(expect.arrayContaining(shorter))
    expect(new Set(shorter).size).toBe(shorter.length)
  }, 90_000)

  test('goes on by itself after the server was killed: what was under way is delivered, new hauls follow', async () => {
    const since = new Date()
    const simulation = simulate({ drivers: DRIVERS, bookingsPerMinute: 120, seed: 5 })
    await simulation.ready
    await untilTrue(() => count(simulation, 'offersAccepted') >= 4, WITHIN_MS, simulation.summary)
    await server.crash()
    const held = (await server.sql`select id from bookings where state = any(${DRIVEN})`).map(
      (row) => row.id as string,
    )
    expect(held.length).toBeGreaterThan(0)
    await untilTrue(() => simulation.summary().driversConnected === 0, WITHIN_MS, simulation.summary)
    const restartedAt = new Date()
    await server.start()
    await untilTrue(() => simulation.summary().driversConnected === DRIVERS, WITHIN_MS, simulation.summary)
    await untilTrue(
      async () => {
        const left =
          await server.sql`select id from bookings where id = any(${held}) and state = any(${DRIVEN})`
        return left.length === 0
      },
      WITHIN_MS,
      simulation.summary,
    )
    await untilTrue(
      async () => {
        const later = await server.sql`
          select id from bookings where created_at > ${restartedAt} and state = 'completed'`
        return later.length >= 3
      },
      WITHIN_MS,
      simulation.summary,
    )
    await simulation.stop()
    const [row] = await server.sql`select count(*)::int as made from bookings where created_at >= ${since}`
    expect(row?.made).toBeGreaterThanOrEqual(count(simulation, 'bookings'))
  }, 120_000)

  test('does with REST alone what a network without sockets leaves it', async () => {
    // A proxy as companies have them: calls pass, upgrades do not.
    const proxy = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      async fetch(request) {
        if (request.headers.get('upgrade')) return new Response('no upgrades here', { status: 426 })
        const { pathname, search } = new URL(request.url)
        const { method, headers } = request
        const body = method === 'GET' ? null : await request.arrayBuffer()
        return fetch(server.url + pathname + search, { method, headers, body })
      },
    })
    try {
      const url = `http://127.0.0.1:${proxy.port}`
      const simulation = simulate({ url, drivers: DRIVERS, bookingsPerMinute: 120, seed: 3 })
      await simulation.ready
      await untilTrue(() => count(simulation, 'deliveries') >= 3, WITHIN_MS, simulation.summary)
      const { driversConnected, counters } = await simulation.stop()
      expect(driversConnected).toBe(0)
      expect(counters.positionsByRest).toBe(counters.positionsSent as number)
    } finally {
      await proxy.stop(true)
    }
  }, 120_000)
})
