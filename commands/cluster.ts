/*
 * `bun run cluster`: Hexhaul as a cluster on this machine, on the real engines and without Docker: Kafka, Redis, PostgreSQL,
 * OSRM on the streets of the demo city, two servers behind Nginx, and the workers as processes of their own. For development
 * and tests.
 */
import { DEMO_PASSWORD } from '../db/seed.ts'
import { ConfigError } from '../server/config.ts'
import { exitOnConfigError } from '../server/exit-on-config-error.ts'
import { startSimulation } from '../simulator/start-simulation.ts'
import { buildWeb } from './build-web.ts'
import { demoStreets } from './cluster/demo-streets.ts'
import { makeDemoData } from './cluster/make-demo-data.ts'
import { missingEngines } from './cluster/missing-engines.ts'
import { missingForOsrm } from './cluster/osrm-programs.ts'
import { startCluster } from './cluster/start-cluster.ts'
import { makeBaseMap } from './make-base-map.ts'
import { DEMO_ENVIRONMENT, readUpArguments } from './read-up-arguments.ts'

const HELP = `bun run cluster [--port 8000] [--data-dir .data] [--no-simulation]
                [--drivers 150] [--bookings-per-minute 30] [--speed 3] [--seed 1]
Starts Kafka, Redis, PostgreSQL, Nginx, two servers and the workers, and a simulated city. Ctrl-C stops all of it.`

await exitOnConfigError(async () => {
  const read = readUpArguments(process.argv.slice(2), process.env, HELP)
  if (read === 'help') {
    console.log(HELP)
    return
  }
  const missing = missingEngines()
  if (missing.length > 0) throw new ConfigError(`A cluster on this machine needs ${missing.join(', ')}`)
  const startedAt = performance.now()
  const say = (text: string) =>
    console.log(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5)} s  ${text}`)
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
  await using running = new AsyncDisposableStack()
  const { dataDir, port } = read.config
  const baseMapFile = read.config.baseMapFile ?? (await makeBaseMap(dataDir))
  await buildWeb()
  say('the dashboard is built')
  const streets = demoStreets()
  if (streets === undefined) say(`ways are estimated: this machine has no ${missingForOsrm()}`)
  const cluster = await startCluster({
    dir: dataDir,
    port,
    say,
    ...(streets !== undefined && { streets }),
    env: { ...DEMO_ENVIRONMENT, ...process.env, BASE_MAP_FILE: baseMapFile },
    onDatabase: makeDemoData,
  })
  running.defer(() => cluster.stop())
  say(`ready

  Dashboard  ${cluster.url}
  Sign-ins   admin@hexhaul.test, operator@hexhaul.test, customer@hexhaul.test, driver@hexhaul.test
  Password   ${DEMO_PASSWORD}
  Logs       ${dataDir}/*.log

Ctrl-C stops everything.`)
  if (read.simulation) {
    const simulation = startSimulation({ ...read.simulation, url: cluster.url })
    running.defer(async () => {
      await simulation.stop()
    })
    simulation.ready.then(
      () => say('the city lives'),
      (error: Error) => say(`the simulation could not start: ${error.message}`),
    )
  }
  await told
  say('stopping')
})
process.exit(0)
