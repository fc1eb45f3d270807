import type { Sql } from '../../../db/connect.ts'

/** Events of the outbox that each of its readers has not yet passed. */
export async function readOutboxLag(sql: Sql): Promise<Record<string, number>> {
  const rows = await sql<{ group: string; behind: number }[]>`
    select c.consumer_group as "group", count(o.position)::int as behind
    from consumer_cursors c left join outbox o on o.xid >= pg_snapshot_xmin(c.read_before)
      and not pg_visible_in_snapshot(o.xid, c.read_before)
      and (not pg_visible_in_snapshot(o.xid, c.reading) or o.position > c.position)
    group by 1`
  return Object.fromEntries(rows.map(({ group, behind }) => [group, behind]))
}
