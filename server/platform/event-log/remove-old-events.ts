import type { Deps } from '../context.ts'

const REMOVED_MAX = 10_000
const DAY_MS = 86_400_000

/**
 * Deletes events that every group has read and that are older than the configured age, and inbox rows of events that
 * are gone; a bounded number per call. Returns how many events it deleted.
 */
export async function removeOldEvents({ sql, clock, config }: Deps): Promise<number> {
  const before = new Date(clock.now().getTime() - config.eventRetentionDays * DAY_MS)
  const removed = await sql`
    with read_by_all as (select min(pg_snapshot_xmin(read_before)) as horizon from consumer_cursors)
    delete from outbox where position in (
      select o.position from outbox o, read_by_all r
      where o.xid < r.horizon and o.occurred_at < ${before} order by o.position limit ${REMOVED_MAX})`
  await sql`
    delete from inbox where (consumer_group, event_id) in (
      select i.consumer_group, i.event_id from inbox i where i.handled_at < ${before}
        and not exists (select 1 from outbox o where o.id = i.event_id) limit ${REMOVED_MAX})`
  return removed.count
}
