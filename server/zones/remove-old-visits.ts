import type { Deps } from '../platform/context.ts'

const REMOVED_MAX = 10_000
const DAY_MS = 86_400_000

/** Deletes visits that ended before their retention, a bounded number per call. Returns how many it deleted. */
export async function removeOldVisits({ sql, clock, config }: Pick<Deps, 'sql' | 'clock' | 'config'>) {
  const before = new Date(clock.now().getTime() - config.visitRetentionDays * DAY_MS)
  const removed = await sql`
    delete from zone_visits where id in (
      select id from zone_visits where left_at < ${before} order by left_at limit ${REMOVED_MAX})`
  return removed.count
}
