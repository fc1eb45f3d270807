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
  await seedReference(db)
  // Production gets what quotes need, never sign-ins that everybody knows.
  if (environment !== 'production') await seedDemo(db, () => Bun.randomUUIDv7(), new Date())
  console.log('Seeded.')
} finally {
  await close()
}
