import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { driverAvailability, drivers } from '../../db/schema/index.ts'
import { connectDeps } from '../connect-deps.ts'
import { driverChangesChannel, positionsChannel } from '../platform/channels.ts'
import type { LastKnown } from '../platform/hot-state/port.ts'
import { createTestApp, until } from '../testing/create-test-app.ts'
import type { DriverStatus } from './driver.ts'
import { DriverIndex } from './driver-index.ts'
import { createDriverReader } from './read-drivers.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
})
afterAll(() => t.close())

const report = (token: string, positions: object[]) =>
  t.request('POST', '/v1/driver/positions', { as: token, body: { positions } })
const now = (laterMs = 0) => new Date(t.clock.now().getTime() + laterMs).toISOString()

describe('the driver index of a process', () => {
  test('is warm at its start: who the drivers are and where they were last', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    await report(driver.token, [{ lat: 12.9701, lng: 77.59, recordedAt: now(1_000) }])
    await t.keepTracks()
    const { deps, close } = await connectDeps(t.deps.config as Parameters<typeof connectDeps>[0], t.clock)
    const { heardAtMs, ...place } = t.deps.driverIndex.get(driver.id)?.position ?? { heardAtMs: 0 }
    const warm = deps.driverIndex.get(driver.id)
    expect(warm).toMatchObject({ ...t.deps.driverIndex.get(driver.id), position: place })
    // Nobody is taken to have been heard later than now.
    expect(warm?.position?.heardAtMs).toBeLessThanOrEqual(t.clock.now().getTime())
    const near = deps.driverIndex.nearest({ lat: 12.97, lng: 77.59, k: 1, vehicleClass: 'van' })
    expect(near.map(({ driverId }) => driverId)).toEqual([driver.id])
    await close()
  })

  test('has a position at once, and others are told of the latest of each driver in one message', async () => {
    const [one, two] = [await t.availableDriver(12.97, 77.59), await t.availableDriver(12.98, 77.59)]
    t.deps.positionFanOut.flush()
    const messages: LastKnown[][] = []
    const stop = t.deps.broadcast.subscribe(positionsChannel(), (message) => {
      messages.push(message as LastKnown[])
    })
    for (const [laterMs, lat] of [
      [1_000, 12.9701],
      [2_000, 12.9702],
    ] as const)
      await report(one.token, [{ lat, lng: 77.59, recordedAt: now(laterMs) }])
    await report(two.token, [{ lat: 12.9801, lng: 77.59, recordedAt: now(1_000) }])
    expect(t.deps.driverIndex.get(one.id)?.position?.lat).toBe(12.9702)
    await until(() => messages.flat().some(({ driverId }) => driverId === two.id))
    stop()
    const told = new Map(messages.flat().map(({ driverId, lat }) => [driverId, lat]))
    expect(told).toEqual(
      new Map([
        [one.id, 12.9702],
        [two.id, 12.9801],
      ]),
    )
    for (const message of messages)
      expect(new Set(message.map(({ driverId }) => driverId)).size).toBe(message.length)
  })

  test('takes over what another process broadcasts, but nothing older than it has', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    const nowMs = t.clock.now().getTime()
    const tell = (lat: number, recordedAtMs: number) =>
      t.deps.broadcast.publish(positionsChannel(), [
        {
          driverId: driver.id,
          lat,
          lng: 77.59,
          headingDeg: null,
          speedMps: null,
          recordedAtMs,
          heardAtMs: nowMs,
        },
      ] satisfies LastKnown[])
    tell(12.99, nowMs + 5_000)
    tell(12.5, nowMs + 4_000)
    expect(t.deps.driverIndex.get(driver.id)?.position).toMatchObject({ lat: 12.99, heardAtMs: nowMs })
  })

  test('ends with what Postgres has, however fast a driver changes', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    const mine = eq(driverAvailability.driverId, driver.id)
    const states: DriverStatus[] = ['paused', 'available', 'offline']
    for (let i = 0; i < 200; i++) {
      const status = states[i % 3] as DriverStatus
      await t.deps.db.update(driverAvailability).set({ status }).where(mine)
      t.deps.broadcast.publish(driverChangesChannel(), { driverId: driver.id })
    }
    await until(() => t.deps.driverIndex.get(driver.id)?.status === states[199 % 3])
    // Everything that was still under way has ended by the time that a later change of another driver is in.
    const other = await t.availableDriver(12.97, 77.6)
    expect(t.deps.driverIndex.get(other.id)?.status).toBe('available')
    expect(t.deps.driverIndex.get(driver.id)?.status).toBe(states[199 % 3])
  })

  test('reads one at a time, so that an older state never comes in after a newer one', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    const driverIndex = new DriverIndex()
    const reader = createDriverReader({ ...t.deps, driverIndex })
    const waiting = async () => {
      const [row] = await t.deps.sql<{ count: number }[]>`
        select count(*)::int as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`
      return row?.count ?? 0
    }
    await t.deps.sql.begin(async (tx) => {
      await tx`lock table vehicles in access exclusive mode`
      reader.changed(driver.id)
      await until(async () => (await waiting()) === 1)
      const mine = eq(driverAvailability.driverId, driver.id)
      for (const status of ['offline', 'available', 'paused'] as const) {
        await t.deps.db.update(driverAvailability).set({ status }).where(mine)
        reader.changed(driver.id)
      }
      // A second read would have come to wait beside the first by now: its statement went before this question.
      expect(await waiting()).toBe(1)
    })
    await until(() => driverIndex.get(driver.id)?.status === 'paused')
    await reader.stop()
    expect(driverIndex.get(driver.id)?.status).toBe('paused')
  })

  test('is put right by reading everybody when broadcasts were lost, and forgets who is no more', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    const gone = await t.signUp('driver')
    const driverIndex = new DriverIndex()
    const reader = createDriverReader({ ...t.deps, driverIndex })
    await reader.readAll()
    expect(driverIndex.get(gone.id)?.approval).toBe('pending')
    const mine = eq(driverAvailability.driverId, driver.id)
    await t.deps.db.update(driverAvailability).set({ status: 'paused' }).where(mine)
    await t.deps.db.delete(drivers).where(eq(drivers.userId, gone.id))
    await reader.readAll()
    expect(driverIndex.get(driver.id)?.status).toBe('paused')
    await until(() => !driverIndex.get(gone.id))
    await reader.stop()
  })

  test('is put right about who is at work without a look at the others, by whom Postgres or itself has there', async () => {
    const [begins, ends] = [await t.availableDriver(12.97, 77.59), await t.availableDriver(12.97, 77.59)]
    const idle: { id: string }[] = []
    for (let n = 0; n < 12; n++) idle.push(await t.signUp('driver'))
    await t.deps.sql`update driver_availability set status = 'offline' where driver_id <> ${ends.id}`
    const driverIndex = new DriverIndex()
    const reader = createDriverReader({ ...t.deps, driverIndex })
    await reader.readAll()
    const status = (id: string, to: DriverStatus) =>
      t.deps.db.update(driverAvailability).set({ status: to }).where(eq(driverAvailability.driverId, id))
    await status(begins.id, 'available')
    await status(ends.id, 'offline')
    await t.deps.sql`update drivers set approval = 'approved' where user_id = ${idle[0]!.id}`
    await reader.readAtWork()
    expect(driverIndex.get(begins.id)?.status).toBe('available')
    expect(driverIndex.get(ends.id)?.status).toBe('offline')
    expect(driverIndex.get(idle[0]!.id)?.approval).toBe('pending')
    await reader.stop()
  })

  test('reads everybody with what belongs to them, also past the first page', async () => {
    const count = 5_200
    await t.deps.sql`
      with fleet as materialized (select n, uuidv7() as id from generate_series(1, ${count}) n),
      people as (
        insert into users (id, role, name, email, phone, password_hash, created_at)
        select id, 'driver', 'Many', 'many-' || n || '@example.com', '+91 90 2000 0000', 'none', now() from fleet
      ), many as (
        insert into drivers (user_id, approval, vehicle_class, created_at)
        select id, 'approved', 'truck', now() from fleet
      )
      insert into driver_availability (driver_id, status, changed_at, seen_at) select id, 'paused', now(), now() from fleet`
    const driverIndex = new DriverIndex()
    const reader = createDriverReader({ ...t.deps, driverIndex })
    await reader.readAll()
    const many = [...driverIndex.all()].filter(({ vehicleClass }) => vehicleClass === 'truck')
    expect(many.filter(({ status }) => status === 'paused').length).toBe(count)
    await reader.stop()
  })
})
