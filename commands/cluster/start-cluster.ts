import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../db/embedded.ts'
import { migrateDatabase } from '../../db/migrate.ts'
import { accepts, freePorts, type Part, runPart } from './run-part.ts'
import { startKafka } from './start-kafka.ts'
import { startNginx } from './start-nginx.ts'
import { startRedis } from './start-redis.ts'

const PROCESS_READY_MS = 90_000
/** Seven processes share what one PostgreSQL of a small machine can serve. */
const POOL_MAX = '8'
/** Two processes with every market's and every kind of work between them, and one that the rest hangs on. */
const WORKERS: readonly (readonly string[])[] = [
  ['dispatch', 'notifications'],
  ['dispatch', 'presence', 'positions'],
  ['outbox-relay', 'positions', 'maintenance', 'lag'],
]

export type ClusterOptions = {
  dir: string
  /** Where Nginx listens. */
  port: number
  servers?: number
  workers?: readonly (readonly string[])[]
  /** Set for every process of ours, over what the cluster sets. */
  env?: Record<string, string>
  say?: (text: string) => void
  /** Between the migration and the first process of ours. */
  onDatabase?: (databaseUrl: string) => Promise<void>
}

export type Cluster = {
  url: string
  databaseUrl: string
  redisUrl: string
  brokers: string
  /** By name: `kafka`, `redis`, `nginx`, `server-1`, `worker-1`, … PostgreSQL is not among them. */
  parts: Map<string, Part>
  /** Starts a part again that has ended, where it was. */
  restart(name: string): Promise<void>
  stop(): Promise<void>
}

/** Starts a real cluster on loopback, with all of its files in `dir`. @throws Error with the output of the part that failed. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { dir, say = () => {} } = options
  mkdirSync(dir, { recursive: true })
  await using starting = new AsyncDisposableStack()
  const parts = new Map<string, Part>()
  const starters = new Map<string, () => Promise<Part>>()
  const start = async (name: string, starter: () => Promise<Part>) => {
    starters.set(name, starter)
    parts.set(name, await starter())
    say(`${name} runs`)
  }
  starting.defer(async () => {
    // Ours first, so that they end in order what the engines still serve.
    const names = [...parts.keys()].reverse()
    const ours = names.filter((name) => /^(server|worker)-/.test(name))
    await Promise.all(ours.map((name) => parts.get(name)?.stop()))
    await Promise.all(names.filter((name) => !ours.includes(name)).map((name) => parts.get(name)?.stop()))
  })

  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'postgres') })
  starting.defer(() => postgres.stop())
  say('postgres runs')
  const count = options.servers ?? 2
  const [kafkaPort, redisPort, ...serverPorts] = (await freePorts(2 + count)) as [number, number, ...number[]]
  await Promise.all([
    start('kafka', () => startKafka({ dir, port: kafkaPort })),
    start('redis', () => startRedis({ dir, port: redisPort })),
    migrateDatabase(postgres.url).then(() => options.onDatabase?.(postgres.url)),
  ])
  const [brokers, redisUrl] = [`127.0.0.1:${kafkaPort}`, `redis://127.0.0.1:${redisPort}`]
  const env = {
    HOST: '127.0.0.1',
    DATABASE_URL: postgres.url,
    DATABASE_POOL_MAX: POOL_MAX,
    KAFKA_BROKERS: brokers,
    REDIS_URL: redisUrl,
    TRUST_PROXY: 'true',
    PUBLIC_URL: `http://localhost:${options.port}`,
    LOG_LEVEL: 'warn',
    ...options.env,
  }
  await Promise.all([
    ...serverPorts.map((port, i) =>
      start(`server-${i + 1}`, () => startServer(`server-${i + 1}`, dir, port, env)),
    ),
    ...(options.workers ?? WORKERS).map((names, i) =>
      start(`worker-${i + 1}`, () => startWorker(`worker-${i + 1}`, dir, names, env)),
    ),
  ])
  await start('nginx', () => startNginx({ dir, port: options.port, serverPorts, requestsPerSecond: 100_000 }))

  const running = starting.move()
  return {
    url: `http://localhost:${options.port}`,
    databaseUrl: postgres.url,
    redisUrl,
    brokers,
    parts,
    async restart(name) {
      const starter = starters.get(name)
      if (!starter) throw new Error(`the cluster has no part "${name}"`)
      parts.set(name, await starter())
    },
    stop: () => running.disposeAsync(),
  }
}

const isReady = (port: number) => async () =>
  (await accepts(port)) && (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok

const startServer = (name: string, dir: string, port: number, env: Record<string, string>) =>
  runPart({
    name,
    command: [process.execPath, 'server/main.ts'],
    logFile: join(dir, `${name}.log`),
    isReady: isReady(port),
    deadlineMs: PROCESS_READY_MS,
    env: { ...env, PORT: String(port) },
  })

async function startWorker(name: string, dir: string, names: readonly string[], env: Record<string, string>) {
  const [port] = (await freePorts(1)) as [number]
  return runPart({
    name,
    command: [process.execPath, 'workers/main.ts', ...names],
    logFile: join(dir, `${name}.log`),
    isReady: isReady(port),
    deadlineMs: PROCESS_READY_MS,
    env: { ...env, HEALTH_PORT: String(port) },
  })
}
