import { startEmbeddedPostgres } from '../db/embedded.ts'
import { migrateDatabase } from '../db/migrate.ts'
import { DEMO_PASSWORD } from '../db/seed.ts'
import type { Config } from '../server/config.ts'
import { exitOnConfigError } from '../server/exit-on-config-error.ts'
import { runServer } from '../server/run-server.ts'
import type { SimulationOptions } from '../simulator/options.ts'
import { startWorkers } from '../workers/start-workers.ts'
import { buildWeb } from './build-web.ts'
import { makeDemoData } from './cluster/make-demo-data.ts'
import { controlSimulation } from './control-simulation.ts'
import { makeBaseMap } from './make-base-map.ts'
import { readUpArguments, UP_HELP } from './read-up-arguments.ts'

/** A closed terminal is a Ctrl-C as well. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

type Say = (text: string) => void
type Step = <T>(text: string, work: () => T | Promise<T>) => Promise<T>

await exitOnConfigError(async () => {
  const read = readUpArguments(process.argv.slice(2), process.env)
  if (read === 'help') {
    console.log(UP_HELP)
    return
  }
  const startedAt = performance.now()
  const say: Say = (text) =>
    console.log(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5)} s  ${text}`)
  const stopping = new AbortController()
  // Handled for good: a second signal, as `bun run` and the terminal both send one, must not cut the stop short.
  for (const signal of SIGNALS) process.on(signal, () => stopping.abort())
  await using running = new AsyncDisposableStack()
  running.defer(() => say('stopped'))
  try {
    await startAll(read.config, read.simulation, { running, say, step: stepsUntil(stopping.signal, say) })
    if (!stopping.signal.aborted) await new Promise((told) => stopping.signal.addEventListener('abort', told))
  } catch (error) {
    // Ctrl-C also ends the programs that a step runs, whose failure is then none; its signal reaches us after it.
    await Bun.sleep(0)
    if (!stopping.signal.aborted) throw error
  }
  say('stopping')
})
// All of it has stopped: a timer or a connection that nobody waits for must not keep the terminal waiting.
process.exit(0)

/** Steps of the start; the one during which the signal comes is the last. */
function stepsUntil(signal: AbortSignal, say: Say): Step {
  return async (text, work) => {
    signal.throwIfAborted()
    say(text)
    return work()
  }
}

/** Starts everything in its order; what has to be stopped is left in `running`. */
async function startAll(
  config: Config,
  options: SimulationOptions | null,
  { running, say, step }: { running: AsyncDisposableStack; say: Say; step: Step },
): Promise<void> {
  const databaseUrl =
    config.databaseUrl ??
    (await step('starting PostgreSQL', async () => {
      const postgres = await startEmbeddedPostgres({ dataDir: `${config.dataDir}/postgres` })
      running.defer(() => postgres.stop())
      return postgres.url
    }))
  await step('bringing the database to the current schema', () => migrateDatabase(databaseUrl))
  await step('making the demo data', () => makeDemoData(databaseUrl))
  const baseMapFile = config.baseMapFile ?? (await makeBaseMap(config.dataDir))
  await step('building the dashboard', buildWeb)
  const simulation = options && controlSimulation(options, say)
  const server = await step('starting the server', () =>
    runServer({ ...config, baseMapFile, databaseUrl }, startWorkers, simulation ?? undefined),
  )
  running.defer(() => server.stop())
  say(welcome(server.url))
  if (!simulation) return
  running.defer(() => simulation.stop())
  await step('the city wakes', () => simulation.start(server.url))
}

function welcome(url: string): string {
  return `ready

  Dashboard  ${url}
  API        ${url}/v1
  Documents  ${url}/docs and ${url}/redoc
  Health     ${url}/health/ready
  Metrics    ${url}/metrics
  Sign-ins   admin@hexhaul.test, operator@hexhaul.test, customer@hexhaul.test, driver@hexhaul.test
  Password   ${DEMO_PASSWORD}

Ctrl-C stops everything.`
}
