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
import { OrderedHandling } from './handle-in-order.ts'
import type { ConsumeOptions, Consumer, EventLog } from './port.ts'
import { OutboxReader } from './read-outbox.ts'
import { readOutboxLag } from './read-outbox-lag.ts'
import { CHUNK_MAX } from './run-once.ts'

/** What the log needs of the composition; it is itself part of what it hands to handlers. */
export function createOutboxLog(deps: () => Deps): EventLog {
  const readers = new Set<OutboxReader>()
  return {
    async consume(options) {
      const reader = createReader(deps(), options)
      readers.add(reader)
      reader.start()
      return {
        owns: () => reader.isReader,
        async stop() {
          readers.delete(reader)
          await reader.stop()
        },
      } satisfies Consumer
    },
    // The consumers read where the events are appended.
    startRelay: async () => ({ stop: async () => {} }),
    lag: () => readOutboxLag(deps().sql),
    stuckReason: async () => null,
    // It is the database, which readiness names by itself.
    ping: async () => {},
    async stop() {
      await Promise.all([...readers].map((reader) => reader.stop()))
      readers.clear()
    },
  }
}

function createReader(deps: Deps, options: ConsumeOptions): OutboxReader {
  const handling = new OrderedHandling(deps, options)
  return new OutboxReader(deps, {
    group: options.group,
    beforeBatch: () => handling.retryDue(),
    isEager: () => handling.hasParked,
    async onEvents(events, isStopping) {
      const ours = events.filter(({ topic }) => options.topics.includes(topic))
      for (let from = 0; from < ours.length && !isStopping(); from += CHUNK_MAX) {
        await handling.handle(ours.slice(from, from + CHUNK_MAX))
      }
    },
  })
}
