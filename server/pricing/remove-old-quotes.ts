import type { Deps } from '../platform/context.ts'

const REMOVED_MAX = 10_000
const DAY_MS = 86_400_000

/**
 * Deletes quotes that nobody booked and that expired before the retention of events; a bounded number per call, so that no
 * transaction grows long. Returns how many it deleted.
 */
export async function removeOldQuotes({ sql, clock, config }: Pick<Deps, 'sql' | 'clock' | 'config'>) {
  const before = new Date(clock.now().getTime() - config.eventRetentionDays * DAY_MS)
  const removed = await sql`
    delete from quotes where id in (
      select q.id from quotes q
      where q.expires_at < ${before} and not exists (select 1 from bookings b where b.quote_id = q.id)
      order by q.expires_at limit ${REMOVED_MAX})`
  return removed.count
}
