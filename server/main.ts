import { readConfig, requireDatabaseUrl, requireSharedEngines } from './config.ts'
import { exitOnConfigError } from './exit-on-config-error.ts'
import { runServer } from './run-server.ts'
import { untilToldToStop } from './until-told-to-stop.ts'

/* The API alone: `bun run server`. Its workers are processes of their own. */
await exitOnConfigError(async () => {
  const told = untilToldToStop()
  const server = await runServer(requireDatabaseUrl(requireSharedEngines(readConfig(process.env))))
  console.log(`Hexhaul answers at ${server.url}`)
  await told
  await server.stop()
})
