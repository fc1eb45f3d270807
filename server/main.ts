import { exitOnConfigError } from '../commands/exit-on-config-error.ts'
import { ConfigError, readConfig } from './config.ts'
import { runServer } from './run-server.ts'

await exitOnConfigError(async () => {
  const config = readConfig(process.env)
  const { databaseUrl } = config
  if (!databaseUrl)
    throw new ConfigError('DATABASE_URL must be set, as in postgres://user:password@host:5432/hexhaul')
  const server = await runServer({ ...config, databaseUrl })
  console.log(`Hexhaul answers at ${server.url}`)
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve)
  })
  await server.stop()
})
