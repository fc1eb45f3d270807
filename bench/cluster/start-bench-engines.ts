import { join } from 'node:path'
import postgres from 'postgres'
import { freePorts, type Part, runPart } from '../../commands/cluster/run-part.ts'
import { startKafka } from '../../commands/cluster/start-kafka.ts'
import { startRedis } from '../../commands/cluster/start-redis.ts'
import { startEmbeddedPostgres } from '../../db/embedded.ts'
import { migrateDatabase } from '../../db/migrate.ts'
import { onEnd } from '../cleanup.ts'
import { createDataDir } from '../server-process.ts'

export type BenchEngines = Awaited<ReturnType<typeof startBenchEngines>>

const POOL_MAX = 8
const ROOT = join(import.meta.dir, '../..')

/** Kafka, Redis and a PostgreSQL that keeps the time of each commit, with none of our processes yet. */
export async function startBenchEngines() {
  const dir = await createDataDir()
  const [kafkaPort, redisPort] = (await freePorts(2)) as [number, number]
  const [kafka, redis, database] = await Promise.all([
    startPart(() => startKafka({ dir, port: kafkaPort })),
    startPart(() => startRedis({ dir, port: redisPort })),
    startDatabase(join(dir, 'postgres')),
  ])
  let processes = 0
  const environment = (hasKafka: boolean, topicPrefix: string): Record<string, string> => ({
    DATABASE_URL: database.url,
    DATABASE_POOL_MAX: String(POOL_MAX),
    REDIS_URL: redis.url,
    KAFKA_TOPIC_PREFIX: topicPrefix,
    LOG_LEVEL: 'warn',
    ...(hasKafka && { KAFKA_BROKERS: kafka.brokers }),
  })
  return {
    sql: database.sql,
    databaseUrl: database.url,
    redisUrl: redis.url,
    brokers: kafka.brokers,
    environment,
    /** Starts a process of ours, for which the topics begin with `topicPrefix`; it has begun, and may not be ready. */
    startOurs: (command: readonly string[], { topicPrefix = '', hasKafka = true } = {}): Promise<Part> =>
      startPart(() => {
        const name = `ours-${++processes}`
        return runPart({
          name,
          command: [process.execPath, ...command],
          logFile: join(dir, `${name}.log`),
          isReady: async () => true,
          deadlineMs: 0,
          cwd: ROOT,
          env: environment(hasKafka, topicPrefix),
        })
      }),
    async stop() {
      await database.stop()
      await Promise.all([kafka.stop(), redis.stop()])
    },
  }
}

/** A run that is ended while the part starts waits for it, so as to stop it. */
async function startPart<P extends Part>(start: () => Promise<P>): Promise<P> {
  const starting = start()
  const stop = onEnd(async () => (await starting.catch(() => undefined))?.stop())
  return { ...(await starting), stop }
}

async function startDatabase(dataDir: string) {
  let server = startEmbeddedPostgres({ dataDir })
  const stopServer = onEnd(async () => (await server.catch(() => undefined))?.stop())
  const settings = postgres((await server).url, { max: 1 })
  // To the microsecond, and without a word from us: the time that a commit took effect.
  await settings`alter system set track_commit_timestamp = on`
  await settings.end()
  await (await server).stop()
  server = startEmbeddedPostgres({ dataDir })
  const { url } = await server
  await migrateDatabase(url)
  const sql = postgres(url, { max: POOL_MAX, onnotice: () => {} })
  return {
    url,
    sql,
    async stop() {
      await sql.end({ timeout: 1 })
      await stopServer()
    },
  }
}
