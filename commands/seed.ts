import { connectDatabase } from '../db/connect.ts'
import { seedDemo, seedReference } from '../db/seed.ts'
import { ConfigError, readConfig } from '../server/config.ts'
import { exitOnConfigError } from '../server/exit-on-config-error.ts'

await exitOnConfigError(async () => {
  const { databaseUrl, environment } = readConfig(process.env)
  if (!databaseUrl)
    throw new ConfigError('DATABASE_URL must be set to the database to seed; `bun run up` seeds its own')
  const { db, close } = connectDatabase(databaseUrl)
  try {
    await seedReference(db)
    // Production gets what quotes need, never sign-ins that everybody knows.
    if (environment !== 'production') await seedDemo(db, () => Bun.randomUUIDv7(), new Date())
    console.log('Seeded.')
  } finally {
    await close()
  }
})
