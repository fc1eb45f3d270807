import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../db/embedded.ts'
import { migrateDatabase } from '../../db/migrate.ts'
import { accepts, freePorts, type Part, runPart } from './run-part.ts'
import { startKafka } from './start-kafka.ts'
import { startNginx } from './start-nginx.ts'
import { startOsrm } from './start-osrm.ts'
import { startRedis } from './start-redis.ts'

const PROCESS_READY_MS = 90_000
/** Seven processes share what one PostgreSQL of a small machine can serve. */
const POOL_MAX = '8'
/** Two processes with every market's and every kind of work between them, and one that the rest hangs on. */
const WORKERS: readonly (readonly string[])[] = [
  ['dispatch', 'schedule', 'surge', 'notifications'],
  ['dispatch', 'schedule', 'surge', 'presence', 'positions', 'geofences', 'messages', 'deliveries'],
  ['outbox-relay', 'positions', 'geofences', 'learning', 'analytics', 'fleet', 'maintenance', 'lag'],
]

const ENGINES = ['kafka', 'redis', 'osrm', 'nginx']

export type ClusterOptions = {
  dir: string
  /** Where Nginx listens. */
  port: number
  servers?: number
  workers?: readonly (readonly string[])[]
  /** Streets in OSM's XML for an OSRM of its own; without them ways are estimated. */
  streets?: string
  /** Set for every process of ours, over what the cluster sets. */
  env?: Record<string, string | undefined>
  say?: (text: string) => void
  /** Between the migration and the first process of ours. */
  onDatabase?: (databaseUrl: string) => Promise<void>
  /** More processes of ours, by name: what Bun runs with the environment of a worker. */
  beside?: Record<string, readonly string[]>
  /** Answers the port by which our processes reach an engine, when something stands between; else its own. */
  between?: (engine: 'kafka' | 'redis' | 'postgres', port: number) => Promise<number>
}

export type Cluster = {
  url: string
  databaseUrl: string
  redisUrl: string
  brokers: string
  /** By name: `kafka`, `redis`, `osrm`, `nginx`, `server-1`, `worker-1`, … PostgreSQL is not among them. */
  parts: Map<string, Part>
  /** Where each process of ours tells of its health, by name. */
  healthUrls: Map<string, string>
  /** Starts a part again that has ended, where it was. */
  restart(name: string): Promise<void>
  stop(): Promise<void>
}

/** Starts a real cluster on loopback, with all of its files in `dir`. @throws Error with the output of the part that failed. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { dir, streets, say = () => {} } = options
  mkdirSync(dir, { recursive: true })
  await using starting = new AsyncDisposableStack()
  const parts = new Map<string, Part>()
  const starters = new Map<string, () => Promise<Part>>()
  const start = async (name: string, starter: () => Promise<Part>) => {
    starters.set(name, starter)
    parts.set(name, await starter())
    say(`${name} runs`)
  }
  starting.defer(() => stopInOrder(parts))

  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'postgres') })
  starting.defer(() => postgres.stop())
  say('postgres runs')
  const [kafkaPort, redisPort, osrmPort] = (await freePorts(3)) as [number, number, number]
  const { between = async (_engine, port) => port } = options
  const ways = {
    kafka: await between('kafka', kafkaPort),
    redis: await between('redis', redisPort),
    postgres: await between('postgres', portOf(postgres.url)),
  }
  await Promise.all([
    start('kafka', () => startKafka({ dir, port: kafkaPort, advertisedPort: ways.kafka })),
    start('redis', () => startRedis({ dir, port: redisPort })),
    streets !== undefined && start('osrm', () => startOsrm({ dir, port: osrmPort, map: streets })),
    migrateDatabase(postgres.url).then(() => options.onDatabase?.(postgres.url)),
  ])
  const env = {
    HOST: '127.0.0.1',
    DATABASE_URL: postgres.url.replace(`:${portOf(postgres.url)}/`, `:${ways.postgres}/`),
    DATABASE_POOL_MAX: POOL_MAX,
    KAFKA_BROKERS: `127.0.0.1:${ways.kafka}`,
    REDIS_URL: `redis://127.0.0.1:${ways.redis}`,
    ...(streets !== undefined && { OSRM_URL: `http://127.0.0.1:${osrmPort}` }),
    TRUST_PROXY: 'true',
    PUBLIC_URL: `http://localhost:${options.port}`,
    LOG_LEVEL: 'warn',
    ...options.env,
  }
  const commands = processesOf(options)
  const ports = await freePorts(commands.size)
  const healthUrls = new Map([...commands.keys()].map((name, i) => [name, `http://127.0.0.1:${ports[i]}`]))
  await Promise.all(
    [...commands].map(([name, command], i) =>
      start(name, () => startProcess({ name, dir, command, port: ports[i] as number, env })),
    ),
  )
  const serverPorts = ports.slice(0, serversOf(options))
  await start('nginx', () => startNginx({ dir, port: options.port, serverPorts, requestsPerSecond: 100_000 }))

  const running = starting.move()
  return {
    url: `http://localhost:${options.port}`,
    databaseUrl: postgres.url,
    redisUrl: `redis://127.0.0.1:${redisPort}`,
    brokers: env.KAFKA_BROKERS,
    parts,
    healthUrls,
    async restart(name) {
      const starter = starters.get(name)
      if (!starter) throw new Error(`the cluster has no part "${name}"`)
      parts.set(name, await starter())
    },
    stop: () => running.disposeAsync(),
  }
}

/** Ours first, so that they end in order what the engines still serve. */
async function stopInOrder(parts: Map<string, Part>): Promise<void> {
  const names = [...parts.keys()].reverse()
  const ours = names.filter((name) => !ENGINES.includes(name))
  await Promise.all(ours.map((name) => parts.get(name)?.stop()))
  await Promise.all(names.filter((name) => !ours.includes(name)).map((name) => parts.get(name)?.stop()))
}

const isReady = (port: number) => async () =>
  (await accepts(port)) && (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok

const portOf = (url: string) => Number(new URL(url).port)
const serversOf = ({ servers = 2 }: ClusterOptions) => servers

/** What Bun runs, by name: the servers, then the workers and what runs beside them. */
function processesOf(options: ClusterOptions): Map<string, readonly string[]> {
  const servers = Array.from({ length: serversOf(options) }, (_, i) => [
    `server-${i + 1}`,
    ['server/main.ts'],
  ])
  const workers = (options.workers ?? WORKERS).map((names, i) => [
    `worker-${i + 1}`,
    ['workers/main.ts', ...names],
  ])
  return new Map([...servers, ...workers, ...Object.entries(options.beside ?? {})] as [string, string[]][])
}

const startProcess = (options: {
  name: string
  dir: string
  command: readonly string[]
  port: number
  env: Record<string, string>
}) =>
  runPart({
    name: options.name,
    command: [process.execPath, ...options.command],
    logFile: join(options.dir, `${options.name}.log`),
    isReady: isReady(options.port),
    deadlineMs: PROCESS_READY_MS,
    env: { ...options.env, PORT: String(options.port), HEALTH_PORT: String(options.port) },
  })
