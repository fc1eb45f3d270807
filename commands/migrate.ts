import { migrateDatabase } from '../db/migrate.ts'
import { ConfigError, readConfig } from '../server/config.ts'
import { exitOnConfigError } from './exit-on-config-error.ts'

await exitOnConfigError(async () => {
  const { databaseUrl } = readConfig(process.env)
  if (!databaseUrl) throw new ConfigError('DATABASE_URL must be set to the database to migrate')
  await migrateDatabase(databaseUrl)
  console.log('The database is at the current schema.')
})
