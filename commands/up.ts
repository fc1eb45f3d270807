import { parseArgs } from 'node:util'
import { connectDatabase } from '../db/connect.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import { migrateDatabase } from '../db/migrate.ts'
import { DEMO_PASSWORD, seedDemo, seedReference } from '../db/seed.ts'
import { ConfigError, readConfig } from '../server/config.ts'
import { exitOnConfigError } from '../server/exit-on-config-error.ts'
import { runServer } from '../server/run-server.ts'
import { generateBaseMap } from '../simulator/city/generate-base-map.ts'
import { generateCity } from '../simulator/city/generate-city.ts'
import { DEFAULT_OPTIONS } from '../simulator/options.ts'
import { startSimulation } from '../simulator/start-simulation.ts'
import { startWorkers } from '../workers/start-workers.ts'
import { buildWeb } from './build-web.ts'

const HELP = `bun run up [--port 8000] [--data-dir .data] [--no-simulation]
Starts everything in one process: PostgreSQL, the API, the workers, the demo data and a simulated city.
Ctrl-C stops all of it.`

/** The demo's sign-ins are for one machine, and its customers and drivers share one address: limits are wide. */
const DEMO_RATE_LIMIT_SCALE = '100'
const DEMO_CITY = { drivers: 150, bookingsPerMinute: 30, speed: 3 }

await exitOnConfigError(async () => {
  const { port, dataDir, hasSimulation } = readArguments()
  const environment = { RATE_LIMIT_SCALE: DEMO_RATE_LIMIT_SCALE, LOG_LEVEL: 'warn', ...process.env }
  const config = readConfig({
    ...environment,
    ...(port && { PORT: port }),
    ...(dataDir && { DATA_DIR: dataDir }),
  })
  if (config.environment === 'production')
    throw new ConfigError('NODE_ENV must not be production: `up` makes demo data')
  const startedAt = performance.now()
  const say = (text: string) =>
    console.log(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5)} s  ${text}`)

  say('starting PostgreSQL')
  const postgres = config.databaseUrl
    ? null
    : await startEmbeddedPostgres({ dataDir: `${config.dataDir}/postgres` })
  const databaseUrl = config.databaseUrl ?? (postgres as { url: string }).url
  const stopped = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve)
  })
  try {
    say('bringing the database to the current schema')
    await migrateDatabase(databaseUrl)
    say('making the demo data')
    const { db, close } = connectDatabase(databaseUrl, { maxConnections: 2 })
    await seedReference(db)
    await seedDemo(db, () => Bun.randomUUIDv7(), new Date())
    await close()
    const baseMapFile = `${config.dataDir}/base-map.geojson`
    await Bun.write(baseMapFile, JSON.stringify(generateBaseMap(generateCity(DEFAULT_OPTIONS.seed))))
    say('building the dashboard')
    await buildWeb()
    const settings = { ...config, baseMapFile: config.baseMapFile ?? baseMapFile, databaseUrl }
    const server = await runServer(settings, startWorkers)
    say(`ready

  Dashboard  ${server.url}
  API        ${server.url}/v1
  Documents  ${server.url}/docs and ${server.url}/redoc
  Health     ${server.url}/health/ready
  Metrics    ${server.url}/metrics
  Sign-ins   admin@hexhaul.test, operator@hexhaul.test, customer@hexhaul.test, driver@hexhaul.test
  Password   ${DEMO_PASSWORD}

Ctrl-C stops everything.`)
    const simulation = hasSimulation
      ? startSimulation({ ...DEFAULT_OPTIONS, url: server.url, ...DEMO_CITY })
      : null
    simulation?.ready.then(
      () => say(`the city lives: ${DEMO_CITY.drivers} drivers are on duty`),
      (error: unknown) =>
        say(`the simulation could not start: ${error instanceof Error ? error.message : error}`),
    )
    await stopped
    say('stopping')
    await simulation?.stop()
    await server.stop()
  } finally {
    await postgres?.stop()
  }
  say('stopped')
})

function readArguments(): { port: string | undefined; dataDir: string | undefined; hasSimulation: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        'no-simulation': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
    if (values.help) {
      console.log(HELP)
      process.exit(0)
    }
    return { port: values.port, dataDir: values['data-dir'], hasSimulation: !values['no-simulation'] }
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n${HELP}`)
  }
}
