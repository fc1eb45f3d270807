import { join } from 'node:path'
import { connectDatabase } from '../../db/connect.ts'
import { seedReference } from '../../db/seed.ts'
import { createRedisHotState } from '../../server/platform/hot-state/redis.ts'
import { createLog } from '../../server/platform/log.ts'
import { createMetrics } from '../../server/platform/metrics.ts'
import { connectRedis, waitUntilReady } from '../../server/platform/redis/connect-redis.ts'
import { onEnd } from '../cleanup.ts'
import { median, type Report } from '../report.ts'
import { type BenchEngines, startBenchEngines } from './start-bench-engines.ts'

const REDIS_WAIT_MS = 5_000
const POSITIONS_PER_CALL = 1_000
/** Within the minutes of tracks that a starting process may look at. */
const TRACKS_PER_DRIVER = 10
const TRACKS_EVERY_S = 30

type WarmUp = { tookMs: number; drivers: number; placed: number }

/** How long a fresh process takes until it knows every driver: from PostgreSQL and Redis, and when Redis has lost all. */
export async function measureWarmUp(
  report: Report,
  { drivers, rounds }: { drivers: number; rounds: number },
) {
  const engines = await startBenchEngines()
  const redis = connectRedis(engines.redisUrl, createLog('warn'))
  const closeRedis = onEnd(async () => redis.disconnect())
  if (!(await waitUntilReady(redis, REDIS_WAIT_MS))) throw new Error('no Redis')
  const add = async (name: string, expected: number) => {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) times.push(await warmUp(engines, expected))
    report.add(name, median(times), 'ms', { samples: rounds })
  }
  await add('a process connected, no drivers', 0)
  await makeDrivers(engines, drivers)
  const many = drivers.toLocaleString('en')
  await makeTracks(engines)
  await add(`a process connected and its index warm, ${many} drivers, empty Redis`, drivers)
  await rememberLastKnown(engines, redis)
  await add(`a process connected and its index warm, ${many} drivers`, drivers)
  await closeRedis()
  await engines.stop()
}

/** @throws when the index is not whole after it. */
async function warmUp({ environment }: BenchEngines, expected: number): Promise<number> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'warm-up.ts')], {
    env: { ...process.env, ...environment(false, '') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = onEnd(async () => {
    child.kill('SIGKILL')
    await child.exited
  })
  const output = await new Response(child.stdout).text()
  await end()
  const { tookMs, drivers, placed } = JSON.parse(output) as WarmUp
  if (drivers !== expected || placed !== expected)
    throw new Error(`the index has ${drivers} drivers, ${placed} with a place, not ${expected}`)
  return tookMs
}

/** Drivers on duty, each with a van, as a city of years has them. */
export async function makeDrivers({ sql, databaseUrl }: BenchEngines, count: number): Promise<void> {
  const { db, close } = connectDatabase(databaseUrl, { maxConnections: 2 })
  await seedReference(db)
  await close()
  await sql.begin(async (tx) => {
    await tx`create temporary table fleet on commit drop as
      select n, uuidv7() as driver_id, uuidv7() as vehicle_id from generate_series(1, ${count}) n`
    await tx`insert into users (id, role, name, email, phone, password_hash, created_at)
      select driver_id, 'driver', 'Driver ' || n, 'driver-' || n || '@example.com', '+91 90 2000 0000', 'none', now()
      from fleet`
    await tx`insert into vehicles
        (id, vehicle_class, make, model, year, plate, capacity_kg, capacity_m_3, created_at, updated_at)
      select vehicle_id, 'van', 'Carrier', 'City', 2024, 'BENCH ' || n, 800, 5, now(), now() from fleet`
    await tx`insert into drivers (user_id, approval, vehicle_class, vehicle_id, created_at)
      select driver_id, 'approved', 'van', vehicle_id, now() from fleet`
    await tx`insert into driver_availability (driver_id, status, changed_at, seen_at)
      select driver_id, 'available', now(), now() from fleet`
  })
  await sql`analyze`
}

/** What the drivers reported in the last minutes. */
export async function makeTracks({ sql }: BenchEngines): Promise<void> {
  await sql`insert into tracks (driver_id, recorded_at, lat, lng, speed_mps, heading_deg, accuracy_m)
    select driver_id, now() - make_interval(secs => ${TRACKS_EVERY_S} * i), 12.9 + random() / 10, 77.5 + random() / 10,
      8, 90, 5
    from driver_availability, generate_series(0, ${TRACKS_PER_DRIVER - 1}) i`
  await sql`analyze`
}

export async function rememberLastKnown({ sql }: BenchEngines, redis: ReturnType<typeof connectRedis>) {
  const hotState = createRedisHotState(redis, { now: () => new Date() }, createMetrics())
  const rows = await sql<{ driverId: string }[]>`select driver_id as "driverId" from driver_availability`
  const nowMs = Date.now()
  for (let from = 0; from < rows.length; from += POSITIONS_PER_CALL) {
    const positions = rows.slice(from, from + POSITIONS_PER_CALL).map(({ driverId }, i) => ({
      driverId,
      lat: 12.9 + (i % 1_000) * 1e-4,
      lng: 77.5 + (i % 997) * 1e-4,
      headingDeg: 90,
      speedMps: 8,
      recordedAtMs: nowMs,
      heardAtMs: nowMs,
    }))
    await hotState.setLastKnown(positions)
  }
}
