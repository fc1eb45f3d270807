/*
 * The embedded event log: the outbox table itself, read by a cursor per consumer group.
 *
 * Nothing skipped: positions and transaction ids commit out of order, so a reader that asks for "position > last" loses
 * rows. Here a group reads windows between two database snapshots: the rows whose transaction the later snapshot sees and
 * the earlier does not. Snapshots only grow, so every committed row belongs to exactly one window.
 *
 * In order: rows of a window are read by position. Two moves of one booking are serialised by its row lock: the later
 * one inserts only after the earlier one has committed. So its position is higher, and no snapshot sees it without the
 * earlier one: both are in the same window, or the later is in a later one. A window by transaction id alone would not
 * do: the later move may hold the lower id, and a third, running transaction between the two would part them.
 *
 * Effect once: an event is recorded in the inbox in the transaction of its effect. A failing event parks its key: later
 * events of that key wait behind it while it is retried, and at last it goes to the dead letters.
 */
import type { Deps } from '../context.ts'
import type { Consumer, EventLog } from './port.ts'
import { GroupReader } from './read-group.ts'

/** What the log needs of the composition; it is itself part of what it hands to handlers. */
export function createOutboxLog(deps: () => Deps): EventLog {
  const readers = new Set<GroupReader>()
  return {
    async consume(options) {
      const reader = new GroupReader(deps(), options)
      readers.add(reader)
      reader.start()
      return {
        async stop() {
          readers.delete(reader)
          await reader.stop()
        },
      } satisfies Consumer
    },
    async lag() {
      const { sql, metrics } = deps()
      const rows = await sql<{ group: string; behind: number }[]>`
        select c.consumer_group as "group", count(o.position)::int as behind
        from consumer_cursors c left join outbox o on o.xid >= pg_snapshot_xmin(c.read_before)
          and not pg_visible_in_snapshot(o.xid, c.read_before)
          and (not pg_visible_in_snapshot(o.xid, c.reading) or o.position > c.position)
        group by 1`
      for (const { group, behind } of rows) metrics.eventLag.set({ group }, behind)
      return Object.fromEntries(rows.map(({ group, behind }) => [group, behind]))
    },
    async stop() {
      await Promise.all([...readers].map((reader) => reader.stop()))
      readers.clear()
    },
  }
}
