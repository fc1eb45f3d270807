import type { Deps } from '../platform/context.ts'

const REMOVED_MAX = 10_000
const DAY_MS = 86_400_000

/**
 * Deletes observations that are older than their retention; a bounded number per call, so that no transaction grows long.
 * What was learnt from them stays. Returns how many it deleted.
 */
export async function removeOldObservations({ sql, clock, config }: Pick<Deps, 'sql' | 'clock' | 'config'>) {
  const before = new Date(clock.now().getTime() - config.estimateRetentionDays * DAY_MS)
  const removed = await sql`
    delete from eta_observations where (booking_id, leg) in (
      select booking_id, leg from eta_observations where observed_at < ${before}
      order by observed_at limit ${REMOVED_MAX})`
  return removed.count
}
