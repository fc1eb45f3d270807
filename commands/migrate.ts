import { migrateDatabase } from '../db/migrate.ts'
import { readConfig, requireDatabaseUrl } from '../server/config.ts'
import { exitOnConfigError } from '../server/exit-on-config-error.ts'

await exitOnConfigError(async () => {
  await migrateDatabase(requireDatabaseUrl(readConfig(process.env)).databaseUrl)
  console.log('The database is at the current schema.')
})
