import { afterAll, expect, test } from 'bun:test'
import { asc, eq } from 'drizzle-orm'
import { outbox } from '../db/schema/index.ts'
import { createTestApp, until } from '../server/testing/create-test-app.ts'
import { randomFrom } from '../server/testing/seeded-random.ts'
import { drawTrace, moved } from '../server/zones/testing/draw-trace.ts'
import { square } from '../server/zones/testing/draw-zones.ts'
import { startGeofences } from './geofences.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
console.log(`seed ${seed}`)

const t = await createTestApp({ hasWorkers: false })
let worker = await startGeofences(t.deps, 100)
afterAll(async () => {
  await worker.stop()
  await t.close()
})

const DEPOT = { lat: 12.97, lng: 77.59 }
const START_M = 700
const SPEED_MPS = 8

test('a driver who reports a drive with errors over a drawn fence has come and gone once, with a restart in between', async () => {
  const operator = await t.signIn('operator@hexhaul.test')
  const body = {
    kind: 'geofence',
    name: 'Depot',
    geometry: square(DEPOT.lat, DEPOT.lng, 250),
    settings: { dwellS: 30 },
  }
  const zone = (await t.request('POST', '/v1/admin/zones', { as: t.admin, body })).body
  const start = moved(DEPOT, -START_M, 0)
  const driver = await t.availableDriver(start.lat, start.lng)
  const customer = await t.signUp('customer')
  const booking = (await t.book(customer.token, await t.quote(customer.token))).body
  await t.request('POST', `/v1/bookings/${booking.id}/assign`, {
    as: operator,
    body: { driverId: driver.id },
  })
  await until(() => t.deps.driverIndex.get(driver.id)?.bookingId === booking.id)

  const startMs = t.clock.now().getTime() + 5_000
  const fixes = drawTrace(DEPOT, {
    ...{ fromM: -START_M, toM: START_M, speedMps: SPEED_MPS, everyMs: 5_000, startMs, accuracyM: 10 },
    numbers: randomFrom(seed),
  })
  const readVisits = async () =>
    (await t.request('GET', `/v1/admin/zones/${zone.id}/visits?driverId=${driver.id}`, { as: operator })).body
      .items
  const report = async (from: number, to: number) => {
    t.clock.offsetMs += (to - from) * 5_000
    const positions = fixes
      .slice(from, to)
      .map(({ recordedAtMs, ...fix }) => ({ ...fix, recordedAt: new Date(recordedAtMs).toISOString() }))
    const answer = await t.request('POST', '/v1/driver/positions', { as: driver.token, body: { positions } })
    expect(answer.body).toEqual({ accepted: to - from, rejected: [] })
  }
  const half = Math.floor(fixes.length / 2)
  for (let from = 0; from < half; from += 3) await report(from, Math.min(half, from + 3))
  await until(async () => (await readVisits()).length === 1)
  await worker.stop()
  // What is reported while nobody watches waits.
  await report(half, half + 2)
  worker = await startGeofences(t.deps, 100)
  for (let from = half + 2; from < fixes.length; from += 3)
    await report(from, Math.min(fixes.length, from + 3))
  await until(async () => (await readVisits())[0].endedBy === 'left')

  const [visit, ...others] = await readVisits()
  expect(others).toEqual([])
  expect(visit).toMatchObject({ zoneId: zone.id, driverId: driver.id, bookingId: booking.id })
  const crossedMs = ((START_M - 250) / SPEED_MPS) * 1_000
  expect(Math.abs(Date.parse(visit.enteredAt) - (startMs + crossedMs))).toBeLessThan(20_000)
  const events = await t.deps.db
    .select()
    .from(outbox)
    .where(eq(outbox.topic, 'zone.events'))
    .orderBy(asc(outbox.position))
  expect(events.map(({ type, key }) => [type, key])).toEqual([
    ['zone.entered', driver.id],
    ['zone.dwelled', driver.id],
    ['zone.left', driver.id],
  ])
  expect(events.at(-1)?.data).toMatchObject({ zoneId: zone.id, bookingId: booking.id, at: visit.leftAt })
})
