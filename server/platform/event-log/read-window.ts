import type { Sql } from '../../../db/connect.ts'
import type { PositionedEvent } from './park-events.ts'

const BATCH_MAX = 1_000
/** `window` names the window that it was read in. */
type Row = Omit<PositionedEvent, 'occurredAt'> & { occurredAt: Date; window: string }

/** What of its window a group has not yet read, in order; a bounded number per call. */
export async function readWindow(sql: Sql, group: string): Promise<Row[]> {
  return sql<Row[]>`
    select o.position::float8 as position, o.id, o.topic, o.type, o.version, o.occurred_at as "occurredAt", o.key,
      o.trace_id as "traceId", o.data, c.reading::text as window
    from consumer_cursors c join outbox o on o.position > c.position
      and o.xid >= pg_snapshot_xmin(c.read_before) and o.xid < pg_snapshot_xmax(c.reading)
      and pg_visible_in_snapshot(o.xid, c.reading) and not pg_visible_in_snapshot(o.xid, c.read_before)
    where c.consumer_group = ${group} order by o.position limit ${BATCH_MAX}`
}

/**
 * Leaves behind what was read up to `position` of `window`. A process that lost the group's lock meanwhile, without a
 * word, changes nothing: another one may be in a later window, where positions begin anew.
 */
export async function moveCursor(
  sql: Sql,
  group: string,
  { window, position }: { window: string; position: number },
): Promise<void> {
  await sql`
    update consumer_cursors set position = ${position}
    where consumer_group = ${group} and reading::text = ${window} and position < ${position}`
}

/** Moves a group on to what has committed since its window; false when nothing has, or the window is not read to its end. */
export async function openNextWindow(sql: Sql, group: string): Promise<boolean> {
  const rows = await sql`
    with now as materialized (select pg_current_snapshot() as snapshot)
    update consumer_cursors c set read_before = c.reading, reading = now.snapshot, position = 0
    from now where c.consumer_group = ${group} and exists (
      select 1 from outbox o where o.xid >= pg_snapshot_xmin(c.reading)
        and pg_visible_in_snapshot(o.xid, now.snapshot) and not pg_visible_in_snapshot(o.xid, c.reading))
    and not exists (
      select 1 from outbox o where o.position > c.position
        and o.xid >= pg_snapshot_xmin(c.read_before) and o.xid < pg_snapshot_xmax(c.reading)
        and pg_visible_in_snapshot(o.xid, c.reading) and not pg_visible_in_snapshot(o.xid, c.read_before))
    returning 1`
  return rows.length > 0
}
