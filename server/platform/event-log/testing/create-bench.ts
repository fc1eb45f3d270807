import { sql as query } from 'drizzle-orm'
import { createTestDatabase } from '../../../../db/testing/create-test-database.ts'
import { readConfig } from '../../../config.ts'
import { connectDeps } from '../../../connect-deps.ts'
import { type Context, type Deps, inTransaction, systemContext } from '../../context.ts'
import { appendEvents } from '../append-events.ts'
import type { EventDraft, Topic } from '../events.ts'
import type { EventHandler } from '../port.ts'

const WAIT_MAX_MS = 60_000
/** Twice what a test may wait for a condition. */
export const TEST_MAX_MS = 120_000

export const moved = (bookingId: string, seq: number): EventDraft => ({
  type: 'booking.moved',
  key: bookingId,
  data: {
    bookingId,
    seq,
    event: 'tested',
    from: null,
    to: 'searching',
    market: '84618c5ffffffff',
    customerId: bookingId,
    driverId: null,
  },
})

/** The effect whose doubles and losses the tests look for: one row per handled event, in the order of handling. */
export const recordEffect =
  (group: string): EventHandler =>
  async (context, event) => {
    await context.db.execute(query`insert into effects (consumer_group, key, seq, worker)
      values (${group}, ${event.key}, ${event.data.seq}, ${process.pid})`)
  }

export type Bench = Awaited<ReturnType<typeof createBench>>

/** How the environment chooses an adapter: what is set for it, and what ends its engine when there is one. */
export type ChosenAdapter = { env: Record<string, string>; close(): Promise<void> }

/** A database with the tables that the contract's handlers and writers use, and a process's parts on it. */
export async function createBench({ env, close: closeAdapter }: ChosenAdapter) {
  const database = await createTestDatabase()
  await database.sql`create table effects (at bigserial primary key, consumer_group text, key uuid, seq int, worker int)`
  await database.sql`create table things (id uuid primary key, version int not null)`
  const { url } = database
  const environment = { NODE_ENV: 'test', LOG_LEVEL: 'silent', ...env }
  const { deps, close } = await connectDeps({ ...readConfig(environment), databaseUrl: url })
  await deps.eventLog.startRelay()
  const children: Bun.Subprocess[] = []
  const effects = (group: string) => database.sql<{ key: string; seq: number; worker: number }[]>`
    select key, seq, worker from effects where consumer_group = ${group} order by at`
  return {
    deps,
    effects,
    sql: database.sql,
    count: async (group: string) => (await effects(group)).length,
    /** Consumes in this process, with the effect that the tests look at. */
    consume: (group: string, topics: readonly Topic[] = ['booking.events']) =>
      deps.eventLog.consume({ group, topics, handler: recordEffect(group) }),
    /** Consumes the same in a process of its own, which a test may kill. */
    startChild(group: string): Bun.Subprocess {
      const file = new URL('./consume-in-child.ts', import.meta.url).pathname
      const childEnv = { ...process.env, ...environment }
      const stdio: ['ignore', 'ignore', 'inherit'] = ['ignore', 'ignore', 'inherit']
      const child = Bun.spawn([process.execPath, file, url, group], { stdio, env: childEnv })
      children.push(child)
      return child
    },
    append: (drafts: EventDraft[]) =>
      inTransaction(systemContext(deps, 'test'), (tx) => appendEvents(tx, drafts)),
    async close() {
      for (const child of children) child.kill('SIGKILL')
      await Promise.all(children.map(({ exited }) => exited))
      await close()
      await closeAdapter()
      await database.close()
    },
  }
}

/** Waits for a condition. @throws when it does not come true in time. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + WAIT_MAX_MS
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await Bun.sleep(20)
  }
}

/** Moves a contended row on, as a booking is moved: the row lock orders the versions, the commit comes late. */
export async function moveThing(deps: Deps, id: string, random: () => number): Promise<void> {
  await inTransaction(systemContext(deps, 'test'), async (context: Context) => {
    // Takes the transaction's id early in some, so that ids and versions disagree.
    if (random() < 0.5) await context.db.execute(query`select pg_current_xact_id()`)
    await context.db.execute(query`select pg_sleep(${random() * 0.004})`)
    const rows = await context.db.execute<{ version: number }>(
      query`update things set version = version + 1 where id = ${id} returning version`,
    )
    await appendEvents(context, [moved(id, rows[0]?.version ?? 0)])
    await context.db.execute(query`select pg_sleep(${random() * 0.004})`)
  })
}

/** True when every key's sequence numbers are 1, 2, 3, … with nothing lost, doubled or swapped. */
export function isInOrder(effects: readonly { key: string; seq: number }[]): boolean {
  const last = new Map<string, number>()
  return effects.every(({ key, seq }) => {
    const isNext = seq === (last.get(key) ?? 0) + 1
    last.set(key, seq)
    return isNext
  })
}
