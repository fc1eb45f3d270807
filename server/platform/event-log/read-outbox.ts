import postgres from 'postgres'
import type { Deps } from '../context.ts'
import { mendRestored } from './mend-restored.ts'
import type { PositionedEvent } from './park-events.ts'
import { moveCursor, openNextWindow, readWindow } from './read-window.ts'

const POLL_MS = 1_000
const EAGER_POLL_MS = 100
const LOCK_RETRY_MS = 500
const END_TIMEOUT_S = 1
/** The lock of a process that hangs, or is paused, is free after this long; one that reads asks every second. */
const LOCK_IDLE_MAX_MS = 30_000

export type OutboxReading = {
  group: string
  /** Between batches; true when it did something, so that the next look comes at once. */
  beforeBatch?: () => Promise<boolean>
  /** True while something waits that is not in the outbox: the next look comes soon. */
  isEager?: () => boolean
  /** Events by position. When it resolves they are behind us, unless the reader is stopping: then they come again. */
  onEvents: (events: PositionedEvent[], isStopping: () => boolean) => Promise<void>
}

/** Reads the outbox for one group, for as long as this process holds the group's lock. */
export class OutboxReader {
  private readonly deps: Deps
  private readonly reading: OutboxReading
  private isStopping = false
  private isWoken = false
  private resume: () => void = () => {}
  private running: Promise<void> = Promise.resolve()
  /** True while this process is the group's reader. */
  isReader = false
  private movedAtMs = performance.now()

  constructor(deps: Deps, reading: OutboxReading) {
    this.deps = deps
    this.reading = reading
  }

  start(): void {
    this.running = this.run()
  }

  async stop(): Promise<void> {
    this.isStopping = true
    this.wake()
    await this.running
  }

  /** Time since it last began to look, in ms; one that only waits looks often. */
  stuckMs(): number {
    return performance.now() - this.movedAtMs
  }

  private wake(): void {
    this.isWoken = true
    this.resume()
  }

  private async run(): Promise<void> {
    let listening: { unlisten(): Promise<void> } | undefined
    while (!this.isStopping) {
      this.movedAtMs = performance.now()
      try {
        listening ??= await this.deps.sql.listen('outbox', () => this.wake())
        await this.tryToRead()
      } catch (error) {
        this.deps.log.error({ err: error, group: this.reading.group }, 'outbox reader failed, starting over')
      }
      if (!this.isStopping) await this.pause(LOCK_RETRY_MS)
    }
    await listening?.unlisten().catch(() => {})
  }

  /** Another process takes over when this one's connection, and the lock with it, ends. */
  private async tryToRead(): Promise<void> {
    const { group } = this.reading
    // A client of its own: a reserved connection of the pool answers nothing, not even an error, once it was cut.
    const { max_lifetime: _, ...options } = this.deps.sql.options
    const connection = postgres({ ...options, max: 1, idle_timeout: 0 } as unknown as postgres.Options<
      Record<string, never>
    >)
    try {
      const [row] = await connection`
        select pg_try_advisory_lock(hashtext('consumer'), hashtext(${group})) as held, pg_backend_pid() as pid,
          set_config('idle_session_timeout', ${String(LOCK_IDLE_MAX_MS)}, false)`
      if (!row?.held) return
      await mendRestored(this.deps)
      await connection`insert into consumer_cursors (consumer_group, read_before, reading, position)
        values (${group}, '1:1:', '1:1:', 0) on conflict do nothing`
      this.isReader = true
      while (!this.isStopping) {
        // The client may have reconnected without a word: the lock is ours only on the connection that took it.
        const [now] = await connection`select pg_backend_pid() as pid`
        if (now?.pid !== row.pid) throw new Error('the connection that held the lock was lost')
        await this.readOn()
      }
    } finally {
      this.isReader = false
      await connection.end({ timeout: END_TIMEOUT_S })
    }
  }

  private async readOn(): Promise<void> {
    const { beforeBatch, isEager } = this.reading
    this.isWoken = false
    this.movedAtMs = performance.now()
    const hasActed = (await beforeBatch?.()) ?? false
    const hasRead = (await this.readBatch()) || (await openNextWindow(this.deps.sql, this.reading.group))
    if (!hasActed && !hasRead && !this.isWoken && !this.isStopping) {
      await this.pause(isEager?.() ? EAGER_POLL_MS : POLL_MS)
    }
  }

  private async pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    this.resume = resolve
    await promise
    clearTimeout(timer)
  }

  private async readBatch(): Promise<boolean> {
    const { group, onEvents } = this.reading
    const { sql } = this.deps
    const rows = await readWindow(sql, group)
    const last = rows.at(-1)
    if (!last) return false
    const events = rows.map(({ window: _, ...row }) => ({ ...row, occurredAt: row.occurredAt.toISOString() }))
    await onEvents(events, () => this.isStopping)
    // A batch cut short by a stop is read again.
    if (!this.isStopping) await moveCursor(sql, group, last)
    return true
  }
}
