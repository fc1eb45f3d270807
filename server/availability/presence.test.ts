import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { driverAvailability } from '../../db/schema/index.ts'
import { runTick } from '../assignment/run-tick.ts'
import { systemContext } from '../platform/context.ts'
import { createTestApp, until } from '../testing/create-test-app.ts'
import { sweepPresence } from './sweep-presence.ts'

const MINUTE_MS = 60_000
const ALWAYS = 0
let t: Awaited<ReturnType<typeof createTestApp>>
let operator: string
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false, hasStillClock: true })
  operator = await t.signIn('operator@hexhaul.test')
})
afterAll(() => t.close())

/** Several workers sweep at once, as they may. */
const sweep = (listeningSinceMs = ALWAYS) =>
  Promise.all([1, 2, 3].map((n) => sweepPresence(systemContext(t.deps, `sweep-${n}`), listeningSinceMs)))
const pass = (ms: number) => {
  t.clock.offsetMs += ms
}
const report = (token: string, lat: number) => {
  const body = { positions: [{ lat, lng: 77.59, recordedAt: t.clock.now().toISOString() }] }
  return t.request('POST', '/v1/driver/positions', { as: token, body })
}
const eventsOf = async (driverId: string) => {
  const rows = await t.deps
    .sql`select type, data from outbox where topic = 'driver.availability' and key = ${driverId} order by position`
  return rows.map(({ type, data }) => (data.reason ? `${type} ${data.reason}` : type))
}
const waitingForLocks = async () => {
  const [row] = await t.deps.sql<{ waiting: number }[]>`
    select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  return row?.waiting ?? 0
}
const cardOf = async (id: string) => (await t.request('GET', `/v1/drivers/${id}`, { as: operator })).body
const isNear = async (id: string) => {
  const path = '/v1/drivers/nearby?lat=12.97&lng=77.59&vehicleClass=van&limit=50'
  const { items } = (await t.request('GET', path, { as: operator })).body
  return items.some(({ driverId }: { driverId: string }) => driverId === id)
}

describe('the presence of a driver', () => {
  test('silent for a minute: not near any more, marked once; heard again: back; silent for five: offline', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    pass(MINUTE_MS - 1_000)
    await sweep()
    expect(await isNear(driver.id)).toBe(true)
    expect(await eventsOf(driver.id)).toEqual(['driver.available driver'])
    pass(2_000)
    expect(await isNear(driver.id)).toBe(false)
    await sweep()
    await sweep()
    expect(await eventsOf(driver.id)).toEqual(['driver.available driver', 'driver.silent'])
    expect(await cardOf(driver.id)).toMatchObject({ status: 'available', silentSince: expect.any(String) })

    expect((await report(driver.token, 12.9702)).body.accepted).toBe(1)
    expect(await isNear(driver.id)).toBe(true)
    await sweep()
    await sweep()
    expect((await eventsOf(driver.id)).slice(2)).toEqual(['driver.recovered'])
    expect(await cardOf(driver.id)).toMatchObject({ status: 'available', silentSince: null })

    pass(MINUTE_MS + 1_000)
    await sweep()
    pass(4 * MINUTE_MS - 2_000)
    await sweep()
    expect((await eventsOf(driver.id)).slice(3)).toEqual(['driver.silent'])
    pass(2_000)
    await sweep()
    await sweep()
    expect((await eventsOf(driver.id)).slice(4)).toEqual(['driver.offline silent'])
    expect(await cardOf(driver.id)).toMatchObject({ status: 'offline', silentSince: null })
    await until(() => t.deps.driverIndex.get(driver.id)?.status === 'offline')
    // A position alone puts nobody back on duty.
    await report(driver.token, 12.9703)
    await sweep()
    expect((await eventsOf(driver.id)).length).toBe(5)
  })

  test('decides who is offered a booking: nobody silent, and at once who is heard again', async () => {
    const customer = await t.signUp('customer')
    const driver = await t.availableDriver(12.97, 77.59, 'bike')
    pass(MINUTE_MS + 1_000)
    const quoteId = await t.quote(customer.token, { ...t.haul, vehicleClass: 'bike' })
    const { body: booking } = await t.book(customer.token, quoteId)
    const offered = async () => {
      await runTick(systemContext(t.deps, 'tick'))
      const { items } = (await t.request('GET', '/v1/driver/offers', { as: driver.token })).body
      return items.map(({ bookingId }: { bookingId: string }) => bookingId)
    }
    expect(await offered()).toEqual([])
    const path = `/v1/bookings/${booking.id}/decisions`
    const [decision] = (await t.request('GET', path, { as: operator })).body.items
    expect(decision.candidates).toMatchObject([{ driverId: driver.id, gate: 'stale_position' }])
    await report(driver.token, 12.9702)
    expect(await offered()).toEqual([booking.id])
  })

  test('goes by when a server heard them, not by what their device takes for the time', async () => {
    const slow = await t.availableDriver(12.97, 77.59)
    const fast = await t.availableDriver(12.97, 77.59)
    const reportAt = (token: string, offsetMs: number) => {
      const recordedAt = new Date(t.clock.now().getTime() + offsetMs).toISOString()
      const body = { positions: [{ lat: 12.97, lng: 77.59, recordedAt }] }
      return t.request('POST', '/v1/driver/positions', { as: token, body })
    }
    pass(10 * MINUTE_MS)
    // Five minutes behind and half a minute ahead.
    expect((await reportAt(slow.token, -5 * MINUTE_MS)).body.accepted).toBe(1)
    expect((await reportAt(fast.token, 29_000)).body.accepted).toBe(1)
    await sweep()
    expect(await eventsOf(slow.id)).toEqual(['driver.available driver'])
    pass(MINUTE_MS + 1_000)
    expect(await isNear(fast.id)).toBe(false)
    await sweep()
    expect(await eventsOf(fast.id)).toEqual(['driver.available driver', 'driver.silent'])
  })

  test('is not held against a driver who is heard while the sweep waits for its turn', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    pass(MINUTE_MS + 1_000)
    await sweep()
    pass(5 * MINUTE_MS)
    let sweeping: Promise<unknown> = Promise.resolve()
    await t.deps.sql.begin(async (tx) => {
      await tx`select 1 from drivers where user_id = ${driver.id} for update`
      sweeping = sweep()
      await until(async () => (await waitingForLocks()) >= 3)
      expect((await report(driver.token, 12.9701)).body.accepted).toBe(1)
    })
    await sweeping
    expect(await eventsOf(driver.id)).toEqual([
      'driver.available driver',
      'driver.silent',
      'driver.recovered',
    ])
    expect((await cardOf(driver.id)).status).toBe('available')
  })

  test('is known to a sweep that heard nothing itself, from what the tracks have noted', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    pass(50_000)
    await report(driver.token, 12.9701)
    await t.keepTracks()
    t.deps.driverIndex.remove(driver.id)
    pass(50_000)
    await sweep()
    expect(await eventsOf(driver.id)).toEqual(['driver.available driver'])
    pass(11_000)
    await sweep()
    expect(await eventsOf(driver.id)).toEqual(['driver.available driver', 'driver.silent'])
  })

  test('is nobody lost for longer than the process has listened', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    pass(10 * MINUTE_MS)
    await sweep(t.clock.now().getTime() - MINUTE_MS + 1_000)
    expect(await eventsOf(driver.id)).toEqual(['driver.available driver'])
    await sweep(t.clock.now().getTime() - MINUTE_MS)
    await sweep(t.clock.now().getTime() - 5 * MINUTE_MS + 1_000)
    expect((await eventsOf(driver.id)).slice(1)).toEqual(['driver.silent'])
  })

  /** A driver with a booking at hand, moved on to `state`. */
  async function haulIn(state: 'assigned' | 'arrived_at_pickup' | 'goods_collected') {
    const customer = await t.signUp('customer')
    const driver = await t.availableDriver(12.9701, 77.59)
    const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
    const path = `/v1/bookings/${booking.id}`
    let { body } = await t.request('POST', `${path}/assign`, { as: operator, body: { driverId: driver.id } })
    for (const status of ['en_route_to_pickup', 'arrived_at_pickup', 'goods_collected']) {
      if (body.state === state) break
      const move = { status, version: body.version }
      body = (await t.request('POST', `${path}/status`, { as: driver.token, body: move })).body
    }
    expect(body.state).toBe(state)
    return { driver, booking, read: async () => (await t.request('GET', path, { as: operator })).body }
  }

  test.each(['assigned', 'arrived_at_pickup'] as const)(
    'lost for five minutes while %s: the booking searches again, once, and goes to another driver',
    async (state) => {
      const { driver, booking, read } = await haulIn(state)
      pass(MINUTE_MS + 1_000)
      await sweep()
      expect((await read()).state).toBe(state)
      pass(4 * MINUTE_MS)
      await sweep()
      await sweep()
      const { history, driver: without } = await read()
      expect(without).toBeNull()
      expect(history.at(-1)).toMatchObject({ event: 'searching', from: state, by: 'system' })
      expect(history.filter(({ to }: { to: string }) => to === 'searching')).toHaveLength(2)
      const [kept] = await t.deps.sql`
        select data from booking_events where booking_id = ${booking.id} order by seq desc limit 1`
      expect(kept?.data).toEqual({ reason: 'driver_silent' })
      expect((await eventsOf(driver.id)).at(-1)).toBe('driver.offline silent')

      const next = await t.availableDriver(12.9702, 77.59)
      await runTick(systemContext(t.deps, 'tick'))
      const offers = (await t.request('GET', '/v1/driver/offers', { as: next.token })).body.items
      expect(offers).toMatchObject([{ bookingId: booking.id }])
      // Who comes back has no haul any more, and may leave again.
      for (const status of ['available', 'offline']) {
        const back = { as: driver.token, body: { status } }
        expect((await t.request('PUT', '/v1/driver/availability', back)).status).toBe(200)
      }
      const end = { as: operator, body: { reason: 'end of the test' } }
      await t.request('POST', `/v1/bookings/${booking.id}/cancel`, end)
      await t.request('PUT', '/v1/driver/availability', { as: next.token, body: { status: 'offline' } })
    },
  )

  test('keeps a booking with a driver who collects the goods while the sweep waits for its turn', async () => {
    const { driver, booking, read } = await haulIn('arrived_at_pickup')
    pass(MINUTE_MS + 1_000)
    await sweep()
    pass(5 * MINUTE_MS)
    let sweeping: Promise<unknown> = Promise.resolve()
    await t.deps.sql.begin(async (tx) => {
      await tx`update bookings set state = 'goods_collected' where id = ${booking.id}`
      sweeping = sweep()
      await until(async () => (await waitingForLocks()) >= 3)
    })
    await sweeping
    expect(await read()).toMatchObject({ state: 'goods_collected', driverId: driver.id })
    expect(await cardOf(driver.id)).toMatchObject({ status: 'available', silentSince: expect.any(String) })
  })

  test('keeps whoever has goods on board on duty, though silent', async () => {
    const { driver, read } = await haulIn('goods_collected')
    pass(10 * MINUTE_MS)
    await sweep()
    await sweep()
    expect(await eventsOf(driver.id)).toEqual(['driver.available driver', 'driver.silent'])
    expect(await read()).toMatchObject({ state: 'goods_collected', driverId: driver.id })
    // Who changes their availability is heard as well.
    await t.request('PUT', '/v1/driver/availability', { as: driver.token, body: { status: 'paused' } })
    expect((await eventsOf(driver.id)).slice(2)).toEqual(['driver.recovered', 'driver.paused driver'])
    const [row] = await t.deps.db
      .select()
      .from(driverAvailability)
      .where(eq(driverAvailability.driverId, driver.id))
    expect(row).toMatchObject({ status: 'paused', silentAt: null })
  })
})
