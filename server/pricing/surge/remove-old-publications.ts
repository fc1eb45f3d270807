import type { Deps } from '../../platform/context.ts'

/** Each may be large. */
const REMOVED_MAX = 1_000
const DAY_MS = 86_400_000

/** Deletes publications that are older than the retention of surge; a bounded number per call. Returns how many. */
export async function removeOldPublications({ sql, clock, config }: Pick<Deps, 'sql' | 'clock' | 'config'>) {
  const before = new Date(clock.now().getTime() - config.surgeRetentionDays * DAY_MS)
  const removed = await sql`
    delete from surge_publications where id in (
      select id from surge_publications where published_at < ${before} order by published_at limit ${REMOVED_MAX})`
  return removed.count
}
