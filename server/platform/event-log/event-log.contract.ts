/* What every event log must do, whatever engine it runs on; each adapter's test hands in how it is chosen. */
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { describeFailures } from './failures.contract.ts'
import {
  type Bench,
  type ChosenAdapter,
  createBench,
  isInOrder,
  moved,
  moveThing,
  recordEffect,
  TEST_MAX_MS,
  until,
} from './testing/create-bench.ts'
import { describeWriting } from './writing.contract.ts'

const TOPICS = ['booking.events'] as const
const WRITERS = 12
const MOVES_PER_WRITER = 100

/** Runs the contract against the adapter that `choose` sets up, a new one for each test. */
export function describeEventLog(name: string, choose: () => Promise<ChosenAdapter>): void {
  describe(name, () => {
    let current: Bench
    beforeEach(async () => {
      current = await createBench(await choose())
    }, TEST_MAX_MS)
    afterEach(() => current.close())
    const bench = () => current
    describeWriting(bench)
    describeDelivery(bench)
    describeGroups(bench)
    describeFailures(bench)
  })
}

function describeDelivery(bench: () => Bench): void {
  test(
    `loses, doubles and swaps nothing with ${WRITERS} writers on 5 keys and random commit delays`,
    async () => {
      const keys = Array.from({ length: 5 }, () => crypto.randomUUID())
      for (const id of keys) await bench().sql`insert into things values (${id}, 0)`
      await bench().consume('order')
      const write = async () => {
        for (let i = 0; i < MOVES_PER_WRITER; i++) {
          await moveThing(bench().deps, keys[Math.floor(Math.random() * 5)] as string, Math.random)
        }
      }
      await Promise.all(Array.from({ length: WRITERS }, write))
      const all = WRITERS * MOVES_PER_WRITER
      await until('all events are handled', async () => (await bench().count('order')) >= all)
      const effects = await bench().effects('order')
      expect(effects).toHaveLength(all)
      expect(isInOrder(effects)).toBe(true)
    },
    TEST_MAX_MS,
  )

  test(
    'keeps the order when a running transaction has an id between those of two moves',
    async () => {
      const id = crypto.randomUUID()
      await bench().consume('between')
      const [early, middle] = [await bench().sql.reserve(), await bench().sql.reserve()]
      const insert = (sql: typeof early, seq: number) => sql`
        insert into outbox (id, topic, type, version, key, occurred_at, trace_id, data)
        values (${crypto.randomUUID()}, 'booking.events', 'booking.moved', 1, ${id}, now(), 'test', ${sql.json({ seq })})`
      try {
        for (const sql of [early, middle]) {
          await sql`begin`
          await sql`select pg_current_xact_id()`
        }
        await bench().append([moved(id, 1)])
        await insert(early, 2)
        await early`commit`
        await until('both are handled', async () => (await bench().count('between')) === 2)
        await insert(middle, 3)
        await middle`commit`
        await until('the third is handled', async () => (await bench().count('between')) === 3)
        expect(isInOrder(await bench().effects('between'))).toBe(true)
      } finally {
        early.release()
        middle.release()
      }
    },
    TEST_MAX_MS,
  )

  test(
    'gives an event its effect once when consumers are killed at any moment',
    async () => {
      const keys = Array.from({ length: 20 }, () => crypto.randomUUID())
      for (let seq = 1; seq <= 100; seq++) await bench().append(keys.map((key) => moved(key, seq)))
      for (let kills = 0; kills < 3; kills++) {
        const before = await bench().count('killed')
        const child = bench().startChild('killed')
        await until('the child has handled some', async () => (await bench().count('killed')) > before)
        child.kill('SIGKILL')
        await child.exited
      }
      await bench().consume('killed')
      await until('all events are handled', async () => (await bench().count('killed')) >= 2_000)
      const effects = await bench().effects('killed')
      expect(effects).toHaveLength(2_000)
      expect(isInOrder(effects)).toBe(true)
    },
    TEST_MAX_MS,
  )
}

function describeGroups(bench: () => Bench): void {
  test(
    'gives every group every event of its topics, and none of others',
    async () => {
      const key = crypto.randomUUID()
      await Promise.all([bench().consume('one'), bench().consume('two')])
      await bench().consume('elsewhere', ['driver.availability'])
      await bench().append([moved(key, 1), moved(key, 2)])
      for (const group of ['one', 'two']) {
        await until('a group has handled both', async () => (await bench().count(group)) === 2)
      }
      await until('nobody is behind', async () =>
        Object.values(await bench().deps.eventLog.lag()).every((n) => n === 0),
      )
      expect(await bench().count('elsewhere')).toBe(0)
    },
    TEST_MAX_MS,
  )

  test(
    'shares the events of a group between its processes, and goes on when one is killed',
    async () => {
      const keys = Array.from({ length: 12 }, () => crypto.randomUUID())
      const child = bench().startChild('shared')
      await bench().append(keys.map((key) => moved(key, 1)))
      await until('the child consumes', async () => (await bench().count('shared')) === 12)
      await bench().consume('shared')
      await bench().append(keys.map((key) => moved(key, 2)))
      await until('the second are handled', async () => (await bench().count('shared')) === 24)
      child.kill('SIGKILL')
      await child.exited
      await bench().append(keys.map((key) => moved(key, 3)))
      await until('the third are handled', async () => (await bench().count('shared')) === 36)
      const effects = await bench().effects('shared')
      expect(new Set(effects.filter(({ seq }) => seq === 3).map(({ worker }) => worker))).toEqual(
        new Set([process.pid]),
      )
      expect(isInOrder(effects)).toBe(true)
    },
    TEST_MAX_MS,
  )

  test(
    'stops only after the event under way has had its effect, and begins no other',
    async () => {
      const key = crypto.randomUUID()
      const [entered, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const record = recordEffect('stopped')
      const consumer = await bench().deps.eventLog.consume({
        group: 'stopped',
        topics: TOPICS,
        async handler(context, event) {
          entered.resolve()
          await gate.promise
          await record(context, event)
        },
      })
      await bench().append([moved(key, 1)])
      await entered.promise
      const stopped = consumer.stop().then(() => bench().count('stopped'))
      gate.resolve()
      expect(await stopped).toBe(1)
      await bench().append([moved(key, 2)])
      await bench().consume('stopped')
      await until('the next process takes the second', async () => (await bench().count('stopped')) === 2)
      expect(isInOrder(await bench().effects('stopped'))).toBe(true)
    },
    TEST_MAX_MS,
  )
}
