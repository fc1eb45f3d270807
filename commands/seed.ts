import { connectDatabase } from '../db/connect.ts'
import { seedDemo, seedReference } from '../db/seed.ts'
import { readConfig } from '../server/config.ts'

const { databaseUrl, environment } = readConfig(process.env)
if (!databaseUrl) {
  console.error('DATABASE_URL must be set: `bun run up` seeds its own database')
  process.exit(1)
}
const { db, close } = connectDatabase(databaseUrl)
try {
  // Production gets what quotes need, never sign-ins that everybody knows.
  if (environment === 'production') await seedReference(db)
  else await seedDemo(db, environment)
  console.log('Seeded.')
} finally {
  await close()
}
