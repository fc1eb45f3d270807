import { Redis } from 'ioredis'
import { DEMO_PASSWORD, seedDemo, seedReference } from '../../db/seed.ts'
import { createTestDatabase } from '../../db/testing/create-test-database.ts'
import { startWorkers, type WorkerName } from '../../workers/start-workers.ts'
import type { SimulatorControl } from '../admin/simulator/control.ts'
import { buildApp } from '../app.ts'
import { type Config, readConfig } from '../config.ts'
import { connectDeps } from '../connect-deps.ts'
import { solarHour } from '../tracking/geo.ts'
import { keepTracks } from '../tracking/keep-tracks.ts'
import { until } from './until.ts'

export { until } from './until.ts'

type Call = { as?: string | undefined; body?: unknown; headers?: Record<string, string> }

// biome-ignore lint/suspicious/noExplicitAny: tests read whatever the API answers
type Answer = { status: number; body: any; headers: Headers }

const DEMO_LNG = 77.59
/** Redis has so many databases. */
const REDIS_DATABASES = 16
let appCount = 0

/** The engines of a cluster, where the suite runs on one; events and limits of one app do not reach another's. */
async function sharedEngines(): Promise<Record<string, string | undefined>> {
  if (process.env.TEST_ON !== 'cluster') return {}
  const { TEST_REDIS_URL, TEST_KAFKA_BROKERS: KAFKA_BROKERS } = process.env
  const REDIS_URL = `${TEST_REDIS_URL}/${appCount++ % REDIS_DATABASES}`
  const redis = new Redis(REDIS_URL)
  await redis.flushdb()
  redis.disconnect()
  return { REDIS_URL, KAFKA_BROKERS, KAFKA_TOPIC_PREFIX: `${crypto.randomUUID()}-` }
}

const ENVIRONMENT = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'error',
  RATE_LIMIT_SCALE: '10000',
  TICK_MS: '50',
  // Prices stay as they are in tests that are not about surge.
  SURGE_INTERVAL_MS: '60000',
}

type Options = {
  config?: Partial<Config>
  hasWorkers?: boolean
  workers?: readonly WorkerName[]
  simulator?: SimulatorControl
  /** The local hour of the demo city at which the app's time begins; without it, whatever it is now. */
  localHour?: number
  /** Time moves by `clock.offsetMs` alone, however long the test takes. */
  hasStillClock?: boolean
}

/** What named workers hear of on a cluster comes by the relay. */
const withRelay = ({ workers }: Options): readonly WorkerName[] | undefined =>
  workers && process.env.TEST_ON === 'cluster' ? [...new Set([...workers, 'outbox-relay' as const])] : workers

function untilHourMs(localHour: number | undefined): number {
  if (localHour === undefined) return 0
  const hoursAhead = (localHour - solarHour(DEMO_LNG, new Date()) + 24) % 24
  return hoursAhead * 3_600_000
}

function startClock({ localHour, hasStillClock }: Options) {
  const startedAtMs = Date.now()
  const clock = {
    offsetMs: untilHourMs(localHour),
    now: () => new Date((hasStillClock ? startedAtMs : Date.now()) + clock.offsetMs),
  }
  return clock
}

/** The real app on a real PostgreSQL of its own, with the demo data; `clock.offsetMs` moves its time. */
export async function createTestApp(options: Options = {}) {
  const database = await createTestDatabase()
  const base = readConfig({ ...ENVIRONMENT, ...(await sharedEngines()) })
  const config = { ...base, ...options.config, databaseUrl: database.url }
  const clock = startClock(options)
  await seedReference(database.db)
  await seedDemo(database.db, () => Bun.randomUUIDv7(), clock.now())
  const { deps, announceStop, close } = await connectDeps(config, clock)
  const { simulator } = options
  const app = buildApp({ ...deps, ...(simulator && { simulator }) })
  const workers = options.hasWorkers === false ? undefined : await startWorkers(deps, withRelay(options))

  async function request(method: string, path: string, { as, body, headers }: Call = {}): Promise<Answer> {
    const response = await app.handle(
      new Request(`http://localhost${path}`, {
        method,
        headers: {
          ...(as ? { authorization: `Bearer ${as}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    )
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers }
  }

  const signIn = async (email: string) =>
    (await request('POST', '/v1/auth/login', { body: { email, password: DEMO_PASSWORD } })).body
      .accessToken as string
  const admin = await signIn('admin@hexhaul.test')
  let serial = 0

  async function signUp(role: 'customer' | 'driver', vehicleClass = 'van') {
    serial++
    const account = {
      role,
      name: `Test ${role} ${serial}`,
      email: `${role}-${serial}@example.com`,
      phone: '+91 80 5550 0100',
    }
    const body = { ...account, password: 'a long password', ...(role === 'driver' ? { vehicleClass } : {}) }
    const answer = await request('POST', '/v1/auth/register', { body })
    return { id: answer.body.user.id as string, token: answer.body.accessToken as string }
  }

  /** A driver with a vehicle, approved, on duty and at a place. */
  async function availableDriver(lat: number, lng: number, vehicleClass = 'van') {
    const driver = await signUp('driver', vehicleClass)
    const vehicle = {
      vehicleClass,
      make: 'Tata',
      model: 'Ace',
      year: 2024,
      plate: `KA ${driver.id.slice(-10)}`,
      capacityKg: 750,
      capacityM3: 5,
    }
    const made = await request('POST', '/v1/admin/vehicles', { as: admin, body: vehicle })
    const change = { approval: 'approved', vehicleId: made.body.id }
    await request('PATCH', `/v1/admin/drivers/${driver.id}`, { as: admin, body: change })
    await until(() => deps.driverIndex.get(driver.id)?.isFit)
    const position = { lat, lng, recordedAt: clock.now().toISOString() }
    await request('PUT', '/v1/driver/availability', {
      as: driver.token,
      body: { status: 'available', position },
    })
    await until(() => deps.driverIndex.get(driver.id)?.status === 'available')
    return driver
  }

  const haul = {
    pickup: { lat: 12.97, lng: 77.59 },
    dropoff: { lat: 12.93, lng: 77.62 },
    vehicleClass: 'van',
  }
  const quote = async (as: string, body: object = haul) =>
    (await request('POST', '/v1/quotes', { as, body })).body.id as string
  const book = (as: string, quoteId: string, key: string = crypto.randomUUID()) =>
    request('POST', '/v1/bookings', {
      as,
      headers: { 'idempotency-key': key },
      body: { quoteId, pickup: { address: '1 Mill Road' }, dropoff: { address: '2 Lake View' } },
    })

  /** Writes the positions that have come so far, as the worker does. */
  let keptCount = 0
  async function keepPositions(): Promise<void> {
    const consumer = await deps.positionLog.consume(async (points) => {
      await keepTracks(deps, points)
      keptCount += points.length
    })
    await until(async () => keptCount >= ((await deps.metrics.positionsAccepted.get()).values[0]?.value ?? 0))
    await consumer.stop()
  }

  return {
    app,
    keepTracks: keepPositions,
    deps,
    clock,
    admin,
    request,
    signIn,
    signUp,
    availableDriver,
    quote,
    book,
    haul,
    announceStop,
    async close() {
      await workers?.stop()
      await close()
      await database.close()
      const { values } = await deps.metrics.undeclaredErrors.get()
      const undeclared = values.map(({ labels }) => `${labels.route} answered ${labels.code}`)
      if (undeclared.length > 0) throw new Error(`Not in \`raises\` of its route: ${undeclared.join(', ')}`)
    },
  }
}
