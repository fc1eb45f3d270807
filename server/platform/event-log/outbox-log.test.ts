import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { describeEventLog } from './event-log.contract.ts'
import { moveCursor, openNextWindow, readWindow } from './read-window.ts'
import { GROUP_IDLE_MAX_MS, removeOldEvents } from './remove-old-events.ts'
import { type Bench, createBench, isInOrder, moved, TEST_MAX_MS, until } from './testing/create-bench.ts'

const chooseOutbox = async () => ({ env: {}, close: async () => {} })

describeEventLog('the event log on the outbox', chooseOutbox)

describe('the outbox itself', () => {
  let bench: Bench
  beforeEach(async () => {
    bench = await createBench(await chooseOutbox())
  }, TEST_MAX_MS)
  afterEach(() => bench.close())
  const lag = async (group: string) => (await bench.deps.eventLog.lag())[group]
  const age = (table: 'outbox' | 'consumer_cursors', column: string, ms: number) =>
    bench.sql.unsafe(`update ${table} set ${column} = now() - interval '${ms} ms'`)

  test(
    'gives an effect once when its process is killed between the effect and the cursor',
    async () => {
      const key = crypto.randomUUID()
      const child = bench.startChild('crashed')
      await until('the group has a cursor', async () => (await lag('crashed')) !== undefined)
      // The cursor's step past the events hangs: their effects are committed, that they are done is not.
      await bench.sql.unsafe(`
        create function hang() returns trigger language plpgsql as 'begin perform pg_sleep(60); return new; end';
        create trigger hang before update on consumer_cursors for each row when (new.position > 0) execute function hang()`)
      await bench.append([moved(key, 1), moved(key, 2)])
      await until('the effects are there', async () => (await bench.count('crashed')) === 2)
      child.kill('SIGKILL')
      await child.exited
      await bench.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query like '%update consumer_cursors set position%'
          and state = 'active' and pid <> pg_backend_pid()`
      await bench.sql`drop trigger hang on consumer_cursors`
      await bench.consume('crashed')
      await bench.append([moved(key, 3)])
      await until('the third is handled', async () => (await bench.count('crashed')) >= 3)
      await until('nothing is left', async () => (await lag('crashed')) === 0)
      const effects = await bench.effects('crashed')
      expect(effects).toHaveLength(3)
      expect(isInOrder(effects)).toBe(true)
    },
    TEST_MAX_MS,
  )

  test(
    'delivers on, each effect once, when it was dumped from a server whose transaction ids were higher',
    async () => {
      const key = crypto.randomUUID()
      const reader = await bench.consume('moved house')
      await bench.append([moved(key, 1)])
      await until('the first is handled', async () => (await bench.count('moved house')) === 1)
      await reader.stop()
      await bench.append([moved(key, 2)])
      const ahead = '9000000000'
      await bench.sql.unsafe(`update outbox set xid = '${ahead}'`)
      await bench.sql.unsafe(
        `update consumer_cursors set read_before = '${ahead}:${ahead}:', reading = '${ahead}:${ahead}:'`,
      )
      await bench.append([moved(key, 3)])
      await bench.consume('moved house')
      await until('all are handled', async () => (await bench.count('moved house')) >= 3)
      await until('nothing is left', async () => (await lag('moved house')) === 0)
      const effects = await bench.effects('moved house')
      expect(effects).toHaveLength(3)
      expect(isInOrder(effects)).toBe(true)
    },
    TEST_MAX_MS,
  )

  test('a reader that lost its lock without a word moves nothing of the window that another has come to', async () => {
    const key = crypto.randomUUID()
    const { sql } = bench
    await sql`insert into consumer_cursors (consumer_group, read_before, reading, position)
      values ('two', '1:1:', '1:1:', 0)`
    const next = async (...seqs: number[]) => {
      await bench.append(seqs.map((seq) => moved(key, seq)))
      expect(await openNextWindow(sql, 'two')).toBe(true)
      return readWindow(sql, 'two')
    }
    const read = async () => (await readWindow(sql, 'two')).map(({ data }) => data.seq)
    const lastOf = <T>(rows: T[]) => rows.at(-1) as T
    const early = await next(1, 2)
    // The other one reads the same, goes on to the next window, and has read a part of it.
    await moveCursor(sql, 'two', lastOf(early))
    const [third] = await next(3, 4, 5)
    await moveCursor(sql, 'two', third as (typeof early)[number])
    expect(await read()).toEqual([4, 5])
    await moveCursor(sql, 'two', { ...lastOf(early), position: Number.MAX_SAFE_INTEGER })
    expect(await read()).toEqual([4, 5])
    await bench.append([moved(key, 6)])
    expect(await openNextWindow(sql, 'two')).toBe(false)
    expect(await read()).toEqual([4, 5])
    await moveCursor(sql, 'two', lastOf(await readWindow(sql, 'two')))
    expect(await openNextWindow(sql, 'two')).toBe(true)
    expect(await read()).toEqual([6])
  })

  test(
    'starts over when the connection with its lock is cut',
    async () => {
      const key = crypto.randomUUID()
      await bench.consume('cut')
      await bench.append([moved(key, 1)])
      await until('the first is handled', async () => (await bench.count('cut')) === 1)
      await bench.sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())`
      await bench.append([moved(key, 2)])
      await until('the second is handled', async () => (await bench.count('cut')) === 2)
      expect(isInOrder(await bench.effects('cut'))).toBe(true)
    },
    TEST_MAX_MS,
  )

  test(
    'removes only old events that every group has read',
    async () => {
      const key = crypto.randomUUID()
      const [first, second] = [await bench.consume('first'), await bench.consume('second')]
      await bench.append([moved(key, 1)])
      await until('both have read', async () => (await lag('first')) === 0 && (await lag('second')) === 0)
      await second.stop()
      await bench.append([moved(key, 2)])
      await until('the first group has read on', async () => (await bench.count('first')) === 2)
      await age('outbox', 'occurred_at', GROUP_IDLE_MAX_MS * 2)
      await removeOldEvents(bench.deps)
      expect(await bench.sql`select 1 from outbox where data->>'seq' = '2'`).toHaveLength(1)
      expect(await lag('second')).toBe(1)
      const again = await bench.consume('second')
      await until('the second group has read on', async () => (await bench.count('second')) === 2)
      await bench.append([moved(key, 3)])
      const handled = async () => (await bench.count('first')) + (await bench.count('second'))
      await until('both read a newer one', async () => (await handled()) === 6)
      await until('old events can go', async () => (await removeOldEvents(bench.deps)) > 0)
      expect(await bench.sql`select 1 from outbox where data->>'seq' = '2'`).toHaveLength(0)
      await Promise.all([first.stop(), again.stop()])
    },
    TEST_MAX_MS,
  )

  test(
    'forgets a group that nobody has read for in a long time, never one that is read for',
    async () => {
      const key = crypto.randomUUID()
      const retired = await bench.consume('retired')
      await bench.consume('alive')
      await bench.append([moved(key, 1)])
      const isRead = async () => (await lag('retired')) === 0 && (await lag('alive')) === 0
      await until('both have read', isRead)
      await retired.stop()
      await bench.append([moved(key, 2)])
      await until('the living group has read on', async () => (await bench.count('alive')) === 2)
      await age('outbox', 'occurred_at', GROUP_IDLE_MAX_MS * 2)
      await age('consumer_cursors', 'seen_at', GROUP_IDLE_MAX_MS - 60_000)
      await removeOldEvents(bench.deps)
      expect(await lag('retired')).toBe(1)
      await age('consumer_cursors', 'seen_at', GROUP_IDLE_MAX_MS + 60_000)
      await bench.append([moved(key, 3)])
      await until('the living group has read a newer one', async () => (await bench.count('alive')) === 3)
      await until('old events can go', async () => (await removeOldEvents(bench.deps)) > 0)
      expect(Object.keys(await bench.deps.eventLog.lag())).toEqual(['alive'])
      await bench.consume('retired')
      await until('one that comes back reads what is left', async () => (await bench.count('retired')) === 2)
      expect((await bench.effects('retired')).map(({ seq }) => seq)).toEqual([1, 3])
    },
    TEST_MAX_MS,
  )
})
