/*
 * Who counts and who counts anew. Rollups have a generation; one is read. To count anew, `rebuild-rollups.ts` fills the next
 * one beside it in steps, in the order of the facts' ids, and keeps with each step how far it has come. A consumer
 * meanwhile adds to the current generation, and to the next one if that has passed the fact: then each is counted once
 * in both. Consumers share a lock that a step has for itself, so that "passed" is the same for both until they commit.
 */
import { sql } from 'drizzle-orm'
import { analyticsState } from '../../db/schema/index.ts'
import type { Context } from '../platform/context.ts'

export type AnalyticsState = typeof analyticsState.$inferSelect

/** Of PostgreSQL's advisory locks. */
const LOCK = sql.raw(`hashtext('analytics-rollups')`)

/** The state of the rollups, which stays as it is until the caller's transaction ends; others may count at the same time. */
export async function shareRollups(tx: Context): Promise<AnalyticsState> {
  await tx.db.execute(sql`select pg_advisory_xact_lock_shared(${LOCK})`)
  return readAnalyticsState(tx)
}

/** The same, with nobody else counting. */
export async function holdRollups(tx: Context): Promise<AnalyticsState> {
  await tx.db.execute(sql`select pg_advisory_xact_lock(${LOCK})`)
  return readAnalyticsState(tx)
}

const UNTOUCHED: AnalyticsState = {
  ...{ id: 1, generation: 1, nextGeneration: null },
  ...{ bookingsUntil: null, quotesUntil: null, dutyUntil: null },
}

/** Which generation is read, and what is known of the next. */
export async function readAnalyticsState({ db }: Pick<Context, 'db'>): Promise<AnalyticsState> {
  const [state] = await db.select().from(analyticsState)
  return state ?? UNTOUCHED
}

/** The generations that a fact is part of: the current one, and the next once that has come past the fact. */
export function generationsOf({ generation, nextGeneration }: AnalyticsState, hasPassed: boolean): number[] {
  return nextGeneration !== null && hasPassed ? [generation, nextGeneration] : [generation]
}

/** Whether a counting that has come so far was at this id; ids compare as PostgreSQL compares them. */
export const isPast = (until: string | null, id: string) => until !== null && id <= until
