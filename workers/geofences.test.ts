import { afterAll, expect, test } from 'bun:test'
import { and, asc, eq } from 'drizzle-orm'
import { outbox } from '../db/schema/index.ts'
import { createTestApp, until } from '../server/testing/create-test-app.ts'
import { randomFrom } from '../server/testing/seeded-random.ts'
import { drawTrace, moved } from '../server/zones/testing/draw-trace.ts'
import { square } from '../server/zones/testing/draw-zones.ts'
import { startGeofences } from './geofences.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`seed ${seed}`)
const numbers = randomFrom(seed)

const t = await createTestApp({ hasWorkers: false })
const workers = [await startGeofences(t.deps, 100)]
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()))
  await t.close()
})

const DEPOT = { lat: 12.97, lng: 77.59 }
const START_M = 700
const SPEED_MPS = 8

const operator = await t.signIn('operator@hexhaul.test')
const drawFence = async () => {
  const geometry = square(DEPOT.lat, DEPOT.lng, 250)
  const body = { kind: 'geofence', name: 'Depot', geometry, settings: { dwellS: 30 } }
  return (await t.request('POST', '/v1/admin/zones', { as: t.admin, body })).body.id as string
}
const start = moved(DEPOT, -START_M, 0)

/** A drive over the whole fence, told a few fixes at a time. */
function startDrive(driver: { token: string }) {
  const startMs = t.clock.now().getTime() + 5_000
  const fixes = drawTrace(DEPOT, {
    ...{ fromM: -START_M, toM: START_M, speedMps: SPEED_MPS, everyMs: 5_000, startMs, accuracyM: 10 },
    numbers,
  })
  const report = async (from: number, to: number) => {
    const positions = fixes
      .slice(from, to)
      .map(({ recordedAtMs, ...fix }) => ({ ...fix, recordedAt: new Date(recordedAtMs).toISOString() }))
    const answer = await t.request('POST', '/v1/driver/positions', { as: driver.token, body: { positions } })
    expect(answer.body).toEqual({ accepted: positions.length, rejected: [] })
  }
  return { startMs, count: fixes.length, report }
}
const passFixes = (count: number) => {
  t.clock.offsetMs += count * 5_000
}
type Visit = { endedBy: string | null; enteredAt: string; leftAt: string }
const readVisits = async (zoneId: string, driverId: string): Promise<Visit[]> =>
  (await t.request('GET', `/v1/admin/zones/${zoneId}/visits?driverId=${driverId}`, { as: operator })).body
    .items
const eventsOf = (driverId: string) =>
  t.deps.db
    .select()
    .from(outbox)
    .where(and(eq(outbox.topic, 'zone.events'), eq(outbox.key, driverId)))
    .orderBy(asc(outbox.position))
const WHOLE = ['zone.entered', 'zone.dwelled', 'zone.left']

test('a driver who reports a drive with errors over a drawn fence has come and gone once, with a restart in between', async () => {
  const zoneId = await drawFence()
  const driver = await t.availableDriver(start.lat, start.lng)
  const customer = await t.signUp('customer')
  const booking = (await t.book(customer.token, await t.quote(customer.token))).body
  await t.request('POST', `/v1/bookings/${booking.id}/assign`, {
    as: operator,
    body: { driverId: driver.id },
  })
  await until(() => t.deps.driverIndex.get(driver.id)?.bookingId === booking.id)
  const { startMs, count, report } = startDrive(driver)
  const reportAll = async (from: number, to: number) => {
    for (let at = from; at < to; at += 3) {
      passFixes(3)
      await report(at, Math.min(to, at + 3))
    }
  }
  const half = Math.floor(count / 2)
  await reportAll(0, half)
  await until(async () => (await readVisits(zoneId, driver.id)).length === 1)
  await workers.pop()?.stop()
  // What is reported while nobody watches waits.
  await reportAll(half, half + 2)
  workers.push(await startGeofences(t.deps, 100))
  await reportAll(half + 2, count)
  await until(async () => (await readVisits(zoneId, driver.id))[0]?.endedBy === 'left')

  const [visit, ...others] = await readVisits(zoneId, driver.id)
  expect(others).toEqual([])
  expect(visit).toMatchObject({ zoneId, driverId: driver.id, bookingId: booking.id })
  const crossedMs = ((START_M - 250) / SPEED_MPS) * 1_000
  expect(Math.abs(Date.parse(visit!.enteredAt) - (startMs + crossedMs))).toBeLessThan(20_000)
  const events = await eventsOf(driver.id)
  expect(events.map(({ type }) => type)).toEqual(WHOLE)
  expect(events.at(-1)?.data).toMatchObject({ zoneId, bookingId: booking.id, at: visit!.leftAt })
}, 60_000)

// A single process divides drivers between none.
if (t.deps.config.kafkaBrokers)
  test('two workers that drivers are divided between note each crossing once, while one of them goes and comes back', async () => {
    const zoneId = await drawFence()
    workers.push(await startGeofences(t.deps, 100))
    const drivers = await Promise.all(
      Array.from({ length: 6 }, () => t.availableDriver(start.lat, start.lng)),
    )
    const drives = drivers.map(startDrive)
    const { count } = drives[0]!
    for (let at = 0, step = 0; at < count; at += 4, step++) {
      passFixes(4)
      await Promise.all(drives.map(({ report }) => report(at, Math.min(count, at + 4))))
      if (step % 4 === 1) await workers.pop()?.stop()
      if (step % 4 === 3) workers.push(await startGeofences(t.deps, 100))
    }
    for (const { id } of drivers) {
      await until(async () => (await readVisits(zoneId, id))[0]?.endedBy === 'left', 60_000)
      expect(await readVisits(zoneId, id)).toHaveLength(1)
      const own = (await eventsOf(id)).filter(({ data }) => (data as { zoneId: string }).zoneId === zoneId)
      expect(own.map(({ type }) => type)).toEqual(WHOLE)
    }
  }, 120_000)
