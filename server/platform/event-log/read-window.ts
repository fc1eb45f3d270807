import type { Sql } from '../../../db/connect.ts'
import type { PositionedEvent } from './park-events.ts'

const BATCH_MAX = 1_000
type Row = Omit<PositionedEvent, 'occurredAt'> & { occurredAt: Date }

/** What of its window a group has not yet read, in order; a bounded number per call. */
export async function readWindow(sql: Sql, group: string): Promise<Row[]> {
  return sql<Row[]>`
    select o.position::int as position, o.id, o.topic, o.type, o.version, o.occurred_at as "occurredAt", o.key,
      o.trace_id as "traceId", o.data
    from consumer_cursors c join outbox o on o.position > c.position
      and o.xid >= pg_snapshot_xmin(c.read_before) and o.xid < pg_snapshot_xmax(c.reading)
      and pg_visible_in_snapshot(o.xid, c.reading) and not pg_visible_in_snapshot(o.xid, c.read_before)
    where c.consumer_group = ${group} order by o.position limit ${BATCH_MAX}`
}

/** Moves a group on to what has committed since its window; false when nothing has. */
export async function openNextWindow(sql: Sql, group: string): Promise<boolean> {
  const rows = await sql`
    with now as materialized (select pg_current_snapshot() as snapshot)
    update consumer_cursors c set read_before = c.reading, reading = now.snapshot, position = 0
    from now where c.consumer_group = ${group} and exists (
      select 1 from outbox o where o.xid >= pg_snapshot_xmin(c.reading)
        and pg_visible_in_snapshot(o.xid, now.snapshot) and not pg_visible_in_snapshot(o.xid, c.reading))
    returning 1`
  return rows.length > 0
}
