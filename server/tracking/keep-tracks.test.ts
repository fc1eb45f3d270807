import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { LoggedPosition } from '../platform/position-log/port.ts'
import { createTestApp, until } from '../testing/create-test-app.ts'
import { keepTracks, maintainTrackPartitions } from './keep-tracks.ts'

const DAY_MS = 86_400_000
let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false, config: { trackRetentionDays: 3 } })
})
afterAll(() => t.close())

const point = (driverId: string, recordedAtMs: number): LoggedPosition => ({
  driverId,
  lat: 12.97,
  lng: 77.59,
  speedMps: 3,
  headingDeg: null,
  accuracyM: 5,
  recordedAtMs,
  heardAtMs: recordedAtMs,
})
const countOf = async (driverId: string) => {
  const [row] = await t.deps.sql<{ count: number }[]>`
    select count(*)::int as count from tracks where driver_id = ${driverId}`
  return row?.count
}
const partitions = async () => {
  const rows = await t.deps.sql<{ name: string }[]>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'tracks'::regclass order by 1`
  return rows.map(({ name }) => name)
}
const nameOf = (day: number, nowMs: number) =>
  `tracks_${new Date(nowMs + day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')}`

describe('the tracks', () => {
  test('keep every point when a write fails midway: what is written stays, the rest follows in the next flush', async () => {
    const { positionLog } = t.deps
    const driverId = crypto.randomUUID()
    const nowMs = t.clock.now().getTime()
    // There is no partition for this day, so the database refuses the batch that holds the point.
    const strayMs = Math.floor(nowMs / DAY_MS) * DAY_MS + 10 * DAY_MS
    positionLog.append(Array.from({ length: 6_000 }, (_, i) => point(driverId, nowMs - 6_000 + i)))
    positionLog.append([point(driverId, strayMs)])
    positionLog.append(Array.from({ length: 50 }, (_, i) => point(driverId, nowMs + i)))
    let failures = 0
    const consumer = await positionLog.consume((points) =>
      keepTracks(t.deps, points).catch((error: Error) => {
        expect(error.message).toContain('no partition of relation')
        failures++
        throw error
      }),
    )
    await until(() => failures > 0)
    expect(await countOf(driverId)).toBe(5_000)
    const from = new Date(strayMs).toISOString()
    const to = new Date(strayMs + DAY_MS).toISOString()
    await t.deps.sql.unsafe(
      `create table ${nameOf(10, nowMs)} partition of tracks for values from ('${from}') to ('${to}')`,
    )
    await until(async () => (await countOf(driverId)) === 6_051)
    await consumer.stop()
  })

  test('give the last-known place and a lasting sign of life of each driver, which is not written for every report', async () => {
    const driver = await t.availableDriver(12.97, 77.59)
    const seenAtMs = async () => {
      const [row] = await t.deps.sql<{ atMs: number }[]>`
        select extract(epoch from seen_at)::float8 * 1000 as "atMs" from driver_availability where driver_id = ${driver.id}`
      return Math.round(row?.atMs ?? 0)
    }
    const firstMs = await seenAtMs()
    for (const [laterMs, seenMs] of [
      [5_000, firstMs],
      [20_000, firstMs + 20_000],
      [21_000, firstMs + 20_000],
    ] as const) {
      await keepTracks(t.deps, [point(driver.id, firstMs + laterMs)])
      expect(await seenAtMs()).toBe(seenMs)
    }
    const lastKnown = (await t.deps.hotState.readLastKnown()).find(({ driverId }) => driverId === driver.id)
    expect(lastKnown?.recordedAtMs).toBe(firstMs + 21_000)
  })

  // Last, because it moves the clock.
  test('have a partition for each day from yesterday to two ahead, and none past the retention, whoever asks at once', async () => {
    const startMs = t.clock.now().getTime()
    const expected = [-1, 0, 1, 2].map((day) => nameOf(day, startMs))
    expect(await partitions()).toEqual([...expected, nameOf(10, startMs)])
    t.clock.offsetMs = 3 * DAY_MS
    await Promise.all([maintainTrackPartitions(t.deps), maintainTrackPartitions(t.deps)])
    // Three days on, with three days kept: the first day alone is too old.
    const kept = [0, 1, 2, 3, 4, 5, 10].map((day) => nameOf(day, startMs))
    expect(await partitions()).toEqual(kept)
  })
})
