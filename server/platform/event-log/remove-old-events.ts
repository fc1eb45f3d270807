import type { Deps } from '../context.ts'

const REMOVED_MAX = 10_000
const DAY_MS = 86_400_000
/** A group that no process has read for in this long is forgotten, so that a retired one does not hold back retention. */
export const GROUP_IDLE_MAX_MS = 30 * DAY_MS

/**
 * Deletes events that every group has read and that are older than the configured age, and inbox rows of events that
 * are gone; a bounded number per call. Returns how many events it deleted.
 */
export async function removeOldEvents(deps: Deps): Promise<number> {
  const { sql, clock, config } = deps
  await forgetIdleGroups(deps)
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

/** Whoever reads for a group holds its lock: such a group counts as seen now. One that comes back reads what is left. */
async function forgetIdleGroups({ sql, clock, log }: Deps): Promise<void> {
  const now = clock.now()
  await sql`
    update consumer_cursors set seen_at = ${now} where exists (
      select 1 from pg_locks where locktype = 'advisory' and granted and objsubid = 2
        and database = (select oid from pg_database where datname = current_database())
        and classid = hashtext('consumer')::oid and objid = hashtext(consumer_group)::oid)`
  const forgotten = await sql<{ group: string; seenAt: Date }[]>`
    delete from consumer_cursors where seen_at < ${new Date(now.getTime() - GROUP_IDLE_MAX_MS)}
    returning consumer_group as "group", seen_at as "seenAt"`
  for (const { group, seenAt } of forgotten) log.warn({ group, seenAt }, 'idle consumer group forgotten')
}
