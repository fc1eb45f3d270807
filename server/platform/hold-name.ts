import { sql } from 'drizzle-orm'
import type { Context } from './context.ts'

/** Whoever holds the same name in a transaction waits here until that of the one before has ended. */
export async function holdName({ db }: Pick<Context, 'db'>, name: string): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`)
}
