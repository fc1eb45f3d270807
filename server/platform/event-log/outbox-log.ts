/*
 * The embedded event log: the outbox table itself, read by a cursor per consumer group.
 *
 * Nothing skipped: positions and transaction ids commit out of order, so a reader that asks for "position > last" loses
 * rows. Here a group reads windows of transaction ids [from, to), where `to` is the oldest transaction still running, so
 * every row of a window is final. In order: rows of a window are read by position. Two moves of one booking are
 * serialised by its row lock, so the later one's position is higher; and when the earlier one has committed before the
 * later one inserts, both transactions are either below `to`, hence in the same window, or the later is in a later one.
 *
 * Effect once: an event is recorded in the inbox in the transaction of its effect. A failing event parks its key: later
 * events of that key wait behind it while it is retried, and after ATTEMPTS_MAX it goes to the dead letters.
 */
import { sql as query } from 'drizzle-orm'
import { deadLetters, inbox, parkedEvents } from '../../../db/schema/index.ts'
import { type Deps, inTransaction, systemContext } from '../context.ts'
import type { Consumer, EventHandler, EventLog, LoggedEvent } from './port.ts'

const BATCH_MAX = 500
const POLL_MS = 1_000
const ATTEMPTS_MAX = 6
const RETRY_BASE_MS = 200
const RETRY_MAX_MS = 30_000
const LOCK_RETRY_MS = 500

type Options = Parameters<EventLog['consume']>[0]
type Row = LoggedEvent & { position: number }

/** What the log needs of the composition; it is itself part of what it hands to handlers. */
export function createOutboxLog(deps: () => Deps): EventLog {
  const consumers = new Set<GroupReader>()
  return {
    async consume(options) {
      const reader = new GroupReader(deps(), options)
      consumers.add(reader)
      reader.start()
      return {
        async stop() {
          consumers.delete(reader)
          await reader.stop()
        },
      } satisfies Consumer
    },
    async lag() {
      const rows = await deps().sql`
        select c.consumer_group as "group", (select count(*)::int from outbox o where o.xid >= c.window_to
          or (o.xid >= c.window_from and o.xid < c.window_to and o.position > c.position)) as behind
        from consumer_cursors c`
      return Object.fromEntries(rows.map((row) => [row.group as string, row.behind as number]))
    },
    async stop() {
      await Promise.all([...consumers].map((reader) => reader.stop()))
    },
  }
}

class GroupReader {
  private readonly deps: Deps
  private readonly options: Options
  private isStopping = false
  private wake: () => void = () => {}
  private running: Promise<void> = Promise.resolve()

  constructor(deps: Deps, options: Options) {
    this.deps = deps
    this.options = options
  }

  start(): void {
    this.running = this.run()
  }

  async stop(): Promise<void> {
    this.isStopping = true
    this.wake()
    await this.running
  }

  /** Holds the group's lock while it reads; another process takes over when this one's connection ends. */
  private async run(): Promise<void> {
    const { sql, log } = this.deps
    const listening = await sql.listen('outbox', () => this.wake())
    while (!this.isStopping) {
      const connection = await sql.reserve()
      try {
        const [row] =
          await connection`select pg_try_advisory_lock(hashtext('consumer'), hashtext(${this.options.group})) as held`
        if (!row?.held) await this.pause(LOCK_RETRY_MS)
        else await this.readWhileHeld(connection)
      } catch (error) {
        log.error({ err: error, group: this.options.group }, 'event consumer failed, starting over')
        await this.pause(LOCK_RETRY_MS)
      } finally {
        await connection`select pg_advisory_unlock_all()`.catch(() => {})
        connection.release()
      }
    }
    await listening.unlisten()
  }

  private async readWhileHeld(connection: Deps['sql']): Promise<void> {
    const { group } = this.options
    await connection`insert into consumer_cursors (consumer_group, window_from, window_to, position)
      values (${group}, '0', '0', 0) on conflict do nothing`
    while (!this.isStopping) {
      // Proves that the lock is still ours before anything is handled.
      await connection`select 1`
      await this.retryParked()
      if ((await this.readBatch()) === 0) await this.pause(POLL_MS)
    }
  }

  private pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    this.wake = () => {
      clearTimeout(timer)
      resolve()
    }
    return promise
  }

  private async readBatch(): Promise<number> {
    const { sql } = this.deps
    const { group, topics } = this.options
    const rows = await sql<Row[]>`
      select o.position::int as position, o.id, o.topic, o.type, o.version, o.occurred_at as "occurredAt", o.key,
        o.trace_id as "traceId", o.data
      from consumer_cursors c join outbox o on o.xid >= c.window_from and o.xid < c.window_to and o.position > c.position
      where c.consumer_group = ${group} order by o.position limit ${BATCH_MAX}`
    if (rows.length === 0) return this.openNextWindow()
    for (const row of rows) if ((topics as readonly string[]).includes(row.topic)) await this.handle(row)
    await sql`update consumer_cursors set position = ${rows.at(-1)?.position ?? 0} where consumer_group = ${group}`
    return rows.length
  }

  /** Moves to the transactions that have ended since; 0 when none has written an event. */
  private async openNextWindow(): Promise<number> {
    const [row] = await this.deps.sql`
      with next as (select pg_snapshot_xmin(pg_current_snapshot()) as horizon)
      update consumer_cursors c set window_from = c.window_to, window_to = next.horizon, position = 0
      from next where c.consumer_group = ${this.options.group} and next.horizon > c.window_to
      returning (select count(*)::int from (select 1 from outbox o where o.xid >= c.window_from and o.xid < c.window_to limit 1) any_row) as rows`
    return (row?.rows as number | undefined) ?? 0
  }

  private async handle(event: Row): Promise<void> {
    const { group } = this.options
    const [behind] = await this.deps.sql`
      select 1 from parked_events where consumer_group = ${group} and key = ${event.key} limit 1`
    if (behind) return this.park(event, 0, 'waits behind an earlier event of its key')
    try {
      await this.effect(event)
    } catch (error) {
      await this.park(event, 1, reasonOf(error))
    }
  }

  private async effect(event: LoggedEvent): Promise<void> {
    const { group, handler } = this.options
    await runOnce(this.deps, group, handler, event)
    this.deps.metrics.eventsHandled.inc({ group, outcome: 'handled' })
  }

  private async park(event: Row, attempts: number, reason: string): Promise<void> {
    const { db, metrics } = this.deps
    const consumerGroup = this.options.group
    metrics.eventsHandled.inc({ group: consumerGroup, outcome: 'parked' })
    const { position, key } = event
    const nextAttemptAt = this.nextAttempt(attempts)
    await db
      .insert(parkedEvents)
      .values({ consumerGroup, position, key, event, attempts, nextAttemptAt, lastError: reason })
      .onConflictDoNothing()
  }

  private nextAttempt(attempts: number): Date {
    const delayMs =
      attempts === 0
        ? 0
        : Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** attempts) * (0.5 + this.deps.random() / 2)
    return new Date(this.deps.clock.now().getTime() + delayMs)
  }

  /** Tries the first parked event of every key whose time has come. */
  private async retryParked(): Promise<void> {
    const { sql, clock } = this.deps
    const group = this.options.group
    for (;;) {
      const due = await sql<{ position: number; event: Row; attempts: number }[]>`
        select position::int as position, event, attempts from (
          select distinct on (key) * from parked_events where consumer_group = ${group} order by key, position
        ) first where next_attempt_at <= ${clock.now()} order by position limit ${BATCH_MAX}`
      if (due.length === 0) return
      for (const { position, event, attempts } of due) await this.retry(position, event, attempts)
    }
  }

  private async retry(position: number, event: Row, attempts: number): Promise<void> {
    const { sql, db } = this.deps
    const group = this.options.group
    const forget = () =>
      sql`delete from parked_events where consumer_group = ${group} and position = ${position}`
    try {
      await this.effect(event)
      await forget()
    } catch (error) {
      if (attempts + 1 < ATTEMPTS_MAX) {
        await sql`update parked_events set attempts = attempts + 1, last_error = ${reasonOf(error)},
          next_attempt_at = ${this.nextAttempt(attempts + 1)} where consumer_group = ${group} and position = ${position}`
        return
      }
      await db.transaction(async (tx) => {
        const letter = {
          id: this.deps.newId(),
          consumerGroup: group,
          event,
          reason: reasonOf(error),
          attempts: attempts + 1,
        }
        await tx.insert(deadLetters).values({ ...letter, failedAt: this.deps.clock.now() })
        await tx.execute(
          query`delete from parked_events where consumer_group = ${group} and position = ${position}`,
        )
      })
      this.deps.metrics.eventsHandled.inc({ group, outcome: 'dead' })
    }
  }
}

/** Runs a handler in the transaction that records the event as handled; does nothing when it already is. */
export async function runOnce(
  deps: Deps,
  group: string,
  handler: EventHandler,
  event: LoggedEvent,
): Promise<void> {
  await inTransaction(systemContext(deps, event.traceId), async (context) => {
    const [first] = await context.db
      .insert(inbox)
      .values({ consumerGroup: group, eventId: event.id, handledAt: context.clock.now() })
      .onConflictDoNothing()
      .returning()
    if (first) await handler(context, event)
  })
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 1_000)
