import { afterAll, expect, test } from 'bun:test'
import postgres from 'postgres'
import { isAlive } from '../db/own-data-dir.ts'
import { findContradictions } from '../server/testing/find-contradictions.ts'
import { createRandom } from '../simulator/random.ts'
import { InsistentCustomer } from './insistent-customer.ts'
import {
  cleanUp,
  databaseUrlOf,
  familyOf,
  freePort,
  makeDataDir,
  postmasterOf,
  startUp,
  until,
  untilReady,
} from './run-up.ts'

const SEED = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 1e9))
const CRASHES = 4
const CUSTOMERS = 3
/** Every second crash comes so long after hauls are under way, the others so long after the start, ready or not. */
const AFTER_HAULS_MS = [0, 3_000] as const
const AFTER_START_MS = [500, 5_000] as const
const HAULS_UNDER_WAY = 3
const TEST_MS = 180_000
const DRAIN_MS = 90_000
/** Lives fast: offers, searches and drives last seconds. */
const HASTE = { MAX_SPEED_MPS: '1000', OFFER_TTL_MS: '3000', SEARCH_TIMEOUT_MS: '10000', TICK_MS: '250' }
const ENDED = ['completed', 'cancelled', 'unfulfilled']

const dataDir = makeDataDir('crash')
afterAll(() => cleanUp(dataDir), TEST_MS)

const sizeOf = (bookingsPerMinute: number) => [
  ...['--drivers', '16', '--bookings-per-minute', String(bookingsPerMinute), '--speed', '50'],
  ...['--seed', String(SEED)],
]

test(
  'kill -9 at random moments of a running city loses, doubles and blocks nothing',
  async () => {
    console.log(`CRASH_SEED=${SEED}`)
    const { between, next } = createRandom(SEED, 'crash')
    const port = await freePort()
    const start = (bookingsPerMinute: number) =>
      startUp(['--port', String(port), '--data-dir', dataDir, ...sizeOf(bookingsPerMinute)], { env: HASTE })

    let up = start(40)
    await untilReady(port)
    const customers = Array.from(
      { length: CUSTOMERS },
      (_, n) => new InsistentCustomer(`http://127.0.0.1:${port}`, `insistent-${n}@example.com`),
    )
    await Promise.all(customers.map((customer) => customer.signUp()))
    const booking = Promise.all(customers.map((customer) => customer.book(next)))
    for (let crash = 1; crash <= CRASHES; crash++) {
      const isAmidHauls = crash % 2 === 1
      if (isAmidHauls) {
        await untilReady(port)
        await untilHaulsAreUnderWay()
      }
      // The random moment itself: nothing is waited for.
      await Bun.sleep(isAmidHauls ? between(...AFTER_HAULS_MS) : between(...AFTER_START_MS))
      up.kill('SIGKILL')
      await up.exited
      up = start(crash < CRASHES ? 40 : 0)
    }
    await untilReady(port)
    for (const customer of customers) customer.stop()
    await booking

    const sql = postgres(databaseUrlOf(dataDir), { max: 2 })
    try {
      await untilDrained(sql)
      const booked = customers.flatMap((customer) => customer.booked)
      expect(booked.length).toBeGreaterThan(CRASHES)
      for (const customer of customers)
        for (const each of customer.booked) expect(await customer.ask(each)).toBe(each.answer)
      const rows = await sql<{ id: string }[]>`
      select b.id from bookings b join users u on u.id = b.customer_id where u.email like 'insistent-%'`
      expect(rows.map(({ id }) => id).sort()).toEqual(booked.map(({ id }) => id).sort())
      expect(await findContradictions(sql)).toEqual([])
      expect(await sql`select reason from dead_letters`).toHaveLength(0)
      const completed = await sql`select id from bookings where state = 'completed'`
      expect(completed.length).toBeGreaterThan(0)
      console.log(`${booked.length} insistent bookings, ${completed.length} hauls completed`)
    } finally {
      await sql.end()
    }

    const family = familyOf(up.pid)
    expect(family).toContain(postmasterOf(dataDir) as number)
    up.kill('SIGINT')
    expect(await up.exited).toBe(0)
    await until('no process is left', () => !family.some(isAlive))
  },
  TEST_MS,
)

async function untilHaulsAreUnderWay(): Promise<void> {
  const sql = postgres(databaseUrlOf(dataDir), { max: 1 })
  const hauls = () => sql`select id from bookings where driver_id is not null and state not in ${sql(ENDED)}`
  await until('hauls are under way', async () => (await hauls()).length >= HAULS_UNDER_WAY)
  await sql.end()
}

/** Waits until every booking has ended and every event has had its effect in every group that reads its topic. */
async function untilDrained(sql: postgres.Sql): Promise<void> {
  let left: unknown
  const isDrained = async () => {
    const open =
      await sql`select id, state, version, updated_at from bookings where state not in ${sql(ENDED)}`
    const unread = await sql`
      with readers as (
        select distinct i.consumer_group, o.topic from inbox i join outbox o on o.id = i.event_id)
      select r.consumer_group, count(*)::int as events from outbox o join readers r on r.topic = o.topic
      where not exists (select 1 from inbox i where i.consumer_group = r.consumer_group and i.event_id = o.id)
      group by 1`
    const parked = await sql`select consumer_group, last_error from parked_events`
    left = { open, unread, parked }
    return open.length + unread.length + parked.length === 0
  }
  await until('every booking has ended', isDrained, DRAIN_MS).catch((error: Error) => {
    throw new Error(`${error.message}: ${JSON.stringify(left)}`)
  })
}
