import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { migrateJobs } from './migrate-jobs.ts'

/** Any constant will do; every migrating process must use the same. */
const MIGRATION_LOCK = 4_951_823

/** Brings the database to the committed schema; safe to run from many processes at once. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`
    await migrate(drizzle(client), { migrationsFolder: new URL('./migrations', import.meta.url).pathname })
    await migrateJobs(url)
  } finally {
    await client.end()
  }
}
