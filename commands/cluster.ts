/*
 * `bun run cluster`: Hexhaul as a cluster on this machine, on the real engines and without Docker: Kafka, Redis, PostgreSQL,
 * two servers behind Nginx, and the workers as processes of their own. For development; a production cluster is deployed.
 */
import { parseArgs } from 'node:util'
import { connectDatabase } from '../db/connect.ts'
import { DEMO_PASSWORD, seedDemo, seedReference } from '../db/seed.ts'
import { ConfigError } from '../server/config.ts'
import { exitOnConfigError } from '../server/exit-on-config-error.ts'
import { generateBaseMap } from '../simulator/city/generate-base-map.ts'
import { generateCity } from '../simulator/city/generate-city.ts'
import { DEFAULT_OPTIONS } from '../simulator/options.ts'
import { startSimulation } from '../simulator/start-simulation.ts'
import { buildWeb } from './build-web.ts'
import { missingEngines } from './cluster/missing-engines.ts'
import { startCluster } from './cluster/start-cluster.ts'

const HELP = `bun run cluster [--port 8000] [--data-dir .data/cluster] [--servers 2] [--no-simulation]
Starts Kafka, Redis, PostgreSQL, Nginx, the servers and the workers. Ctrl-C stops all of it.`
const DEMO_RATE_LIMIT_SCALE = '100'
const DEMO_CITY = { drivers: 150, bookingsPerMinute: 30, speed: 3 }

await exitOnConfigError(async () => {
  const { port, dir, servers, hasSimulation } = readArguments()
  const missing = missingEngines()
  if (missing.length > 0) throw new ConfigError(`A cluster on this machine needs ${missing.join(', ')}`)
  const startedAt = performance.now()
  const say = (text: string) =>
    console.log(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5)} s  ${text}`)
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
  const baseMapFile = `${dir}/base-map.geojson`
  await Bun.write(baseMapFile, JSON.stringify(generateBaseMap(generateCity(DEFAULT_OPTIONS.seed))))
  await buildWeb()
  say('the dashboard is built')
  const cluster = await startCluster({
    dir,
    port,
    servers,
    say,
    env: { RATE_LIMIT_SCALE: DEMO_RATE_LIMIT_SCALE, BASE_MAP_FILE: baseMapFile },
    onDatabase: makeDemoData,
  })
  const simulation = hasSimulation
    ? startSimulation({ ...DEFAULT_OPTIONS, ...DEMO_CITY, url: cluster.url })
    : null
  try {
    say(`ready

  Dashboard  ${cluster.url}
  Sign-ins   admin@hexhaul.test, operator@hexhaul.test, customer@hexhaul.test, driver@hexhaul.test
  Password   ${DEMO_PASSWORD}
  Logs       ${dir}/*.log

Ctrl-C stops everything.`)
    simulation?.ready.then(
      () => say('the city lives'),
      (error: Error) => say(`the simulation could not start: ${error.message}`),
    )
    await told
    say('stopping')
  } finally {
    await simulation?.stop()
    await cluster.stop()
  }
  say('stopped')
})
process.exit(0)

async function makeDemoData(databaseUrl: string): Promise<void> {
  const { db, close } = connectDatabase(databaseUrl, { maxConnections: 2 })
  await seedReference(db)
  await seedDemo(db, () => Bun.randomUUIDv7(), new Date())
  await close()
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '8000' },
        'data-dir': { type: 'string', default: '.data/cluster' },
        servers: { type: 'string', default: '2' },
        'no-simulation': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
    if (values.help) {
      console.log(HELP)
      process.exit(0)
    }
    return {
      port: readNumber('--port', values.port, 65_535),
      servers: readNumber('--servers', values.servers, 16),
      dir: values['data-dir'],
      hasSimulation: !values['no-simulation'],
    }
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n${HELP}`)
  }
}

function readNumber(name: string, value: string, max: number): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > max)
    throw new Error(`${name} must be a whole number from 1 to ${max}, not "${value}"`)
  return number
}
