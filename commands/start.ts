import { readConfig, requireDatabaseUrl } from '../server/config.ts'
import { exitOnConfigError } from '../server/exit-on-config-error.ts'
import { runServer } from '../server/run-server.ts'
import { untilToldToStop } from '../server/until-told-to-stop.ts'
import { startWorkers } from '../workers/start-workers.ts'

/* `bun run start`: the API and every worker in one process, on a database of your own. */
await exitOnConfigError(async () => {
  const told = untilToldToStop()
  const server = await runServer(requireDatabaseUrl(readConfig(process.env)), startWorkers)
  console.log(`Hexhaul answers at ${server.url}`)
  await told
  await server.stop()
})
