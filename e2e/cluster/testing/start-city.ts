/* For tests: a city that lives on a real cluster, with what watches it and what stands in its ways. */
import { Kafka, logLevel } from 'kafkajs'
import postgres from 'postgres'
import { demoStreets } from '../../../commands/cluster/demo-streets.ts'
import { makeDemoData } from '../../../commands/cluster/make-demo-data.ts'
import { type Cluster, startCluster } from '../../../commands/cluster/start-cluster.ts'
import { TcpProxy } from '../../../db/testing/tcp-proxy.ts'
import { DEFAULT_OPTIONS } from '../../../simulator/options.ts'
import { createRandom } from '../../../simulator/random.ts'
import { type Simulation, startSimulation } from '../../../simulator/start-simulation.ts'
import { type Booked, InsistentCustomer } from '../../insistent-customer.ts'
import { freePort, until } from '../../run-up.ts'

/** Everything runs twice, so that whatever is lost, another goes on. */
const WORKERS = [
  ['dispatch', 'schedule', 'surge', 'notifications', 'outbox-relay', 'messages', 'deliveries'],
  ['dispatch', 'schedule', 'surge', 'notifications', 'presence', 'positions', 'geofences', 'analytics'],
  [
    'outbox-relay',
    'positions',
    'geofences',
    'learning',
    'analytics',
    'messages',
    'deliveries',
    'fleet',
    'maintenance',
    'lag',
  ],
]
const AUDITOR = ['server/platform/event-log/testing/audit-in-child.ts']
/** Lives fast: offers, searches and drives last seconds. */
const HASTE = { MAX_SPEED_MPS: '1000', OFFER_TTL_MS: '3000', SEARCH_TIMEOUT_MS: '10000', TICK_MS: '250' }
const SIZE = { drivers: 16, bookingsPerMinute: 40, speed: 50, maxSpeedMps: 900, reportEveryMs: 500 }
const CUSTOMERS = 3
/** What must know of a booking before the city works again: offers are made, sockets are told, the audit is complete. */
const READERS = ['dispatch', 'notifications', 'audit']
export const KAFKA_GROUPS = {
  audit: 'booking.events',
  dispatch: 'booking.events',
  notifications: 'booking.events',
}
export const RECOVERY_MAX_MS = 90_000

export type Engine = 'kafka' | 'redis' | 'postgres'
export type City = {
  cluster: Cluster
  sql: postgres.Sql
  kafka: Kafka
  ways: Record<Engine, TcpProxy>
  random: () => number
  customers: InsistentCustomer[]
  /** A customer of the auditor's disfavour, when it is told so. */
  refused: InsistentCustomer
  /** Kills a process or an engine without warning. */
  kill(name: string): Promise<void>
  /** Books one haul and waits until all who must know of it do, and matching has looked at it. */
  pulse(): Promise<Booked>
  /** No further demand; the drivers finish what is under way. */
  endDemand(): Promise<void>
  stop(): Promise<void>
}

/** Starts the cluster, its simulated drivers and customers, and those who book until they have an answer. */
export async function startCity(dir: string, seed: number): Promise<City> {
  await using starting = new AsyncDisposableStack()
  const ways = {} as Record<Engine, TcpProxy>
  const streets = demoStreets()
  const cluster = await startCluster({
    dir,
    port: await freePort(),
    workers: WORKERS,
    ...(streets !== undefined && { streets }),
    beside: { 'auditor-1': AUDITOR, 'auditor-2': AUDITOR },
    env: { ...HASTE, RATE_LIMIT_SCALE: '1000' },
    onDatabase: async (url) => {
      await makeDemoData(url)
      await makeAuditTables(url)
    },
    between: async (engine, port) => {
      ways[engine] = await TcpProxy.start(port)
      return ways[engine].port
    },
  })
  starting.defer(async () => {
    await cluster.stop()
    await Promise.all(Object.values(ways).map((way) => way.close()))
  })
  const sql = postgres(cluster.databaseUrl, { max: 4 })
  starting.defer(() => sql.end())
  const simulate = (bookingsPerMinute: number) =>
    startSimulation({ ...DEFAULT_OPTIONS, ...SIZE, bookingsPerMinute, url: cluster.url, seed, startHour: 10 })
  let simulation: Simulation = simulate(SIZE.bookingsPerMinute)
  starting.defer(() => simulation.stop().then(() => {}))
  await simulation.ready

  const random = createRandom(seed, 'faults').next
  const person = (name: string) => new InsistentCustomer(cluster.url, `${name}@insistent.example`)
  const customers = Array.from({ length: CUSTOMERS }, (_, n) => person(`customer-${n}`))
  const [refused, pulsing] = [person('refused'), person('pulse')]
  await Promise.all([...customers, refused, pulsing].map((customer) => customer.signUp()))
  const booking = Promise.all(customers.map((customer) => customer.book(random)))
  booking.catch(() => {})

  const running = starting.move()
  return {
    cluster,
    sql,
    ways,
    random,
    customers: [...customers, pulsing],
    refused,
    kafka: new Kafka({ clientId: 'test', brokers: [cluster.brokers], logLevel: logLevel.NOTHING }),
    async kill(name) {
      const part = cluster.parts.get(name)
      if (!part) throw new Error(`the cluster has no part "${name}"`)
      process.kill(part.pid, 'SIGKILL')
      await part.exited
    },
    async pulse() {
      const booked = await pulsing.bookOne(random)
      await until(`booking ${booked.id} is known to all`, () => isKnown(sql, booked.id), RECOVERY_MAX_MS)
      return booked
    },
    async endDemand() {
      for (const customer of customers) customer.stop()
      await booking
      await simulation.stop()
      simulation = simulate(0)
      await simulation.ready
    },
    stop: () => running.disposeAsync(),
  }
}

async function isKnown(sql: postgres.Sql, bookingId: string): Promise<boolean> {
  const [row] = await sql<{ readers: number; isLookedAt: boolean }[]>`
    select (select count(*) from inbox i join outbox o on o.id = i.event_id
        where o.data->>'bookingId' = ${bookingId} and (o.data->>'seq')::int = 1
          and i.consumer_group in ${sql(READERS)})::int as readers,
      exists (select 1 from dispatch_decisions where booking_id = ${bookingId}) as "isLookedAt"`
  return row?.readers === READERS.length && row.isLookedAt
}

async function makeAuditTables(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 })
  await sql`create table audited_moves (at bigserial, event_id uuid, booking_id uuid, seq int, from_state text,
    to_state text, worker int)`
  await sql`create table audit_refusals (customer_id uuid primary key, is_refused boolean not null)`
  await sql.end()
}
