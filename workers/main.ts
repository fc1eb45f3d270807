import { ConfigError, readConfig, requireDatabaseUrl, requireSharedEngines } from '../server/config.ts'
import { connectDeps } from '../server/connect-deps.ts'
import { exitOnConfigError } from '../server/exit-on-config-error.ts'
import { buildHealthApp } from '../server/health-app.ts'
import { untilToldToStop } from '../server/until-told-to-stop.ts'
import { startWorkers, WORKER_NAMES, type WorkerName } from './start-workers.ts'

/* Workers alone, all or the named ones: `bun run workers dispatch notifications`. */
await exitOnConfigError(async () => {
  const names = readNames(process.argv.slice(2))
  const told = untilToldToStop()
  const config = requireDatabaseUrl(requireSharedEngines(readConfig(process.env)))
  const { deps, announceStop, close } = await connectDeps(config)
  const health =
    config.healthPort === undefined
      ? undefined
      : buildHealthApp(deps).listen({ port: config.healthPort, hostname: config.host, reusePort: false })
  const workers = await startWorkers(deps, names)
  console.log(`Working: ${names.join(', ')}`)
  await told
  announceStop()
  await workers.stop()
  await health?.stop(true)
  await close()
})

function readNames(given: readonly string[]): readonly WorkerName[] {
  const isWorker = (name: string): name is WorkerName => (WORKER_NAMES as string[]).includes(name)
  const unknown = given.find((name) => !isWorker(name))
  if (unknown !== undefined) {
    throw new ConfigError(`There is no worker "${unknown}": choose from ${WORKER_NAMES.join(', ')}`)
  }
  return given.length > 0 ? [...new Set(given.filter(isWorker))] : WORKER_NAMES
}
