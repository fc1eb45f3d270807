import type { Deps } from '../context.ts'

/**
 * After a dump was restored into another server, rows and cursors hold transaction ids that this one has yet to come to,
 * and no event would be seen. Then all kept events count as of now and every group reads them anew; its inbox keeps the
 * effects single. Harmless at any other time, and when several do it at once.
 */
export async function mendRestored({ sql, log }: Pick<Deps, 'sql' | 'log'>): Promise<void> {
  const isAhead = await sql`
    select 1 from consumer_cursors where pg_snapshot_xmax(reading) > pg_snapshot_xmax(pg_current_snapshot())
    union all select 1 from (select max(xid) as xid from outbox) newest
      where newest.xid > pg_snapshot_xmax(pg_current_snapshot()) limit 1`
  if (isAhead.count === 0) return
  await sql.begin(async (tx) => {
    // There may be millions, once.
    await tx`set local statement_timeout = 0`
    await tx`lock table consumer_cursors in exclusive mode`
    await tx`update outbox set xid = pg_current_xact_id()`
    await tx`update consumer_cursors set read_before = '1:1:', reading = '1:1:', position = 0`
  })
  log.warn('the event log came from another server: all kept events are read anew')
}
