import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { sql as query } from 'drizzle-orm'
import { inTransaction, systemContext } from '../context.ts'
import { appendEvents } from './append-events.ts'
import { listDeadLetters, retryDeadLetter } from './dead-letters.ts'
import {
  type Bench,
  createBench,
  isInOrder,
  moved,
  moveThing,
  recordEffect,
  until,
} from './event-log.contract.ts'
import { removeOldEvents } from './remove-old-events.ts'

const TOPICS = ['booking.events'] as const
let bench: Bench
const children: Bun.Subprocess[] = []

beforeEach(async () => {
  bench = await createBench()
})
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL')
    await child.exited
  }
  await bench.close()
})

const consume = (group: string) =>
  bench.deps.eventLog.consume({ group, topics: TOPICS, handler: recordEffect(group) })

function startChild(group: string): Bun.Subprocess {
  const file = new URL('./consume-in-child.ts', import.meta.url).pathname
  const child = Bun.spawn(['bun', file, bench.url, group], { stdio: ['ignore', 'ignore', 'inherit'] })
  children.push(child)
  return child
}

const count = async (group: string) => (await bench.effects(group)).length

describe('the event log on the outbox', () => {
  test('loses, doubles and swaps nothing with 12 writers on 5 keys and random commit delays', async () => {
    const keys = Array.from({ length: 5 }, () => crypto.randomUUID())
    for (const id of keys) await bench.sql`insert into things values (${id}, 0)`
    await consume('order')
    const write = async () => {
      for (let i = 0; i < 100; i++) {
        await moveThing(bench.deps, keys[Math.floor(Math.random() * 5)] as string, Math.random)
      }
    }
    await Promise.all(Array.from({ length: 12 }, write))
    await until('all events are handled', async () => (await count('order')) >= 1_200)
    const effects = await bench.effects('order')
    expect(effects).toHaveLength(1_200)
    expect(isInOrder(effects)).toBe(true)
  }, 90_000)

  test('keeps the order when a running transaction has an id between those of two moves', async () => {
    const id = crypto.randomUUID()
    await bench.sql`insert into things values (${id}, 0)`
    await consume('between')
    const [early, middle] = [await bench.sql.reserve(), await bench.sql.reserve()]
    const insert = (sql: typeof early, seq: number) => sql`
      insert into outbox (id, topic, type, version, key, occurred_at, trace_id, data)
      values (${crypto.randomUUID()}, 'booking.events', 'booking.moved', 1, ${id}, now(), 'test', ${sql.json({ seq })})`
    try {
      for (const sql of [early, middle]) {
        await sql`begin`
        await sql`select pg_current_xact_id()`
      }
      await bench.append([moved(id, 1)])
      await insert(early, 2)
      await early`commit`
      await until('both are handled', async () => (await count('between')) === 2)
      expect(isInOrder(await bench.effects('between'))).toBe(true)
      await insert(middle, 3)
      await middle`commit`
      await until('the third is handled', async () => (await count('between')) === 3)
      expect(isInOrder(await bench.effects('between'))).toBe(true)
    } finally {
      early.release()
      middle.release()
    }
  }, 90_000)

  test('gives an event its effect once when consumers are killed at any moment', async () => {
    const keys = Array.from({ length: 20 }, () => crypto.randomUUID())
    for (let seq = 1; seq <= 100; seq++) await bench.append(keys.map((key) => moved(key, seq)))
    for (let kills = 0; kills < 3; kills++) {
      const before = await count('killed')
      const child = startChild('killed')
      await until('the child has handled some', async () => (await count('killed')) > before)
      child.kill('SIGKILL')
      await child.exited
    }
    await consume('killed')
    await until('all events are handled', async () => (await count('killed')) >= 2_000)
    const effects = await bench.effects('killed')
    expect(effects).toHaveLength(2_000)
    expect(isInOrder(effects)).toBe(true)
  }, 120_000)

  test('lets one process of a group consume, and another take over when its connection ends', async () => {
    const key = crypto.randomUUID()
    const child = startChild('shared')
    await bench.append([moved(key, 1)])
    await until('the child consumes', async () => (await count('shared')) === 1)
    await consume('shared')
    await bench.append([moved(key, 2)])
    await until('the second is handled', async () => (await count('shared')) === 2)
    child.kill('SIGKILL')
    await child.exited
    await bench.append([moved(key, 3)])
    await until('the third is handled', async () => (await count('shared')) === 3)
    const effects = await bench.effects('shared')
    expect(effects.map(({ worker }) => worker)).toEqual([child.pid, child.pid, process.pid])
    expect(isInOrder(effects)).toBe(true)
  }, 90_000)

  test('starts over when the connection with its lock is cut', async () => {
    const key = crypto.randomUUID()
    await consume('cut')
    await bench.append([moved(key, 1)])
    await until('the first is handled', async () => (await count('cut')) === 1)
    await bench.sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())`
    await bench.append([moved(key, 2)])
    await until('the second is handled', async () => (await count('cut')) === 2)
    expect(isInOrder(await bench.effects('cut'))).toBe(true)
  }, 90_000)

  test('delays only the key of a poison event, buries it with its reason, and retries it on demand', async () => {
    const [sick, well] = [crypto.randomUUID(), crypto.randomUUID()]
    let isPoisonous = true
    const record = recordEffect('poison')
    await bench.deps.eventLog.consume({
      group: 'poison',
      topics: TOPICS,
      async handler(context, event) {
        await record(context, event)
        if (isPoisonous && event.key === sick && event.data.seq === 1) throw new Error('indigestible')
      },
    })
    await bench.append([moved(sick, 1), moved(sick, 2), moved(well, 1), moved(sick, 3), moved(well, 2)])
    await until('the other key is handled', async () => (await count('poison')) >= 2)
    expect((await bench.effects('poison')).every(({ key }) => key === well)).toBe(true)
    await until('the key goes on', async () => (await count('poison')) === 4)
    const rows = await bench.effects('poison')
    expect(rows.filter(({ key }) => key === sick).map(({ seq }) => seq)).toEqual([2, 3])
    const context = systemContext(bench.deps, 'test')
    const [letter] = await listDeadLetters(context)
    expect(letter).toMatchObject({ consumerGroup: 'poison', reason: 'indigestible', event: { key: sick } })
    isPoisonous = false
    const deadLetterId = letter?.id ?? ''
    await retryDeadLetter(context, { deadLetterId })
    await until('the retried event is handled', async () => (await count('poison')) === 5)
    await expect(retryDeadLetter(context, { deadLetterId })).rejects.toMatchObject({
      code: 'already_retried',
    })
  }, 90_000)

  test('removes only old events that every group has read', async () => {
    const key = crypto.randomUUID()
    const lag = async (group: string) => (await bench.deps.eventLog.lag())[group]
    const [first, second] = [await consume('first'), await consume('second')]
    await bench.append([moved(key, 1)])
    await until(
      'both groups have read',
      async () => (await lag('first')) === 0 && (await lag('second')) === 0,
    )
    await second.stop()
    await bench.append([moved(key, 2)])
    await until('the first group has read on', async () => (await count('first')) === 2)
    await bench.sql`update outbox set occurred_at = now() - interval '1 year'`
    await removeOldEvents(bench.deps)
    expect(await bench.sql`select 1 from outbox where data->>'seq' = '2'`).toHaveLength(1)
    expect(await lag('second')).toBe(1)
    const again = await consume('second')
    await until('the second group has read on', async () => (await count('second')) === 2)
    await bench.append([moved(key, 3)])
    await until('both read a newer one', async () => (await count('first')) + (await count('second')) === 6)
    await until('old events can go', async () => (await removeOldEvents(bench.deps)) > 0)
    expect(await bench.sql`select 1 from outbox where data->>'seq' = '2'`).toHaveLength(0)
    await Promise.all([first.stop(), again.stop()])
  }, 90_000)

  test('writes nothing when the transaction of the effect rolls back', async () => {
    const work = inTransaction(systemContext(bench.deps, 'test'), async (context) => {
      await appendEvents(context, [moved(crypto.randomUUID(), 1)])
      await context.db.execute(query`select 1 / 0`)
    })
    await expect(work).rejects.toThrow()
    expect(await bench.sql`select 1 from outbox`).toHaveLength(0)
  })
})
