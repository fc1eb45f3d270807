import { connectDatabase } from '../../db/connect.ts'
import { seedDemo, seedReference } from '../../db/seed.ts'

/** What the demo and its sign-ins need in an empty database. */
export async function makeDemoData(databaseUrl: string): Promise<void> {
  const { db, close } = connectDatabase(databaseUrl, { maxConnections: 2 })
  await seedReference(db)
  await seedDemo(db, () => Bun.randomUUIDv7(), new Date())
  await close()
}
