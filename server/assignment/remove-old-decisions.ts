import type { Deps } from '../platform/context.ts'

const REMOVED_MAX = 10_000
const DAY_MS = 86_400_000

/**
 * Deletes decisions that are older than their retention; a bounded number per call, so that no transaction grows long.
 * Returns how many it deleted.
 */
export async function removeOldDecisions({ sql, clock, config }: Pick<Deps, 'sql' | 'clock' | 'config'>) {
  const before = new Date(clock.now().getTime() - config.decisionRetentionDays * DAY_MS)
  const removed = await sql`
    delete from dispatch_decisions where id in (
      select id from dispatch_decisions where decided_at < ${before} order by decided_at limit ${REMOVED_MAX})`
  return removed.count
}
