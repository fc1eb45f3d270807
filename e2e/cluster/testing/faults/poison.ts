import { until } from '../../../run-up.ts'
import type { City } from '../start-city.ts'
import { RECOVERY_MAX_MS } from '../start-city.ts'
import { type Fault, recover } from './fault.ts'

const LARGE_EVENTS = 30
const LARGE_CHARS = 200 * 1_024
const uuid = '01890000-0000-7000-8000-000000000001'
const EVENT = { id: uuid, position: 1, topic: 'booking.events', type: 'booking.moved', version: 1 }
/** None of these is an event of ours, each in its own way. */
const FOREIGN: readonly (string | null)[] = [
  null,
  '',
  'not JSON',
  '[]',
  '{"id":"x","position":1}',
  JSON.stringify({ ...EVENT, id: 'no uuid', key: 'k', occurredAt: 'never', traceId: 't', data: {} }),
  JSON.stringify({ ...EVENT, occurredAt: '2026-01-01T00:00:00.000Z', traceId: 't', data: {} }),
  JSON.stringify({ ...EVENT, key: 'k', occurredAt: '2026-01-01T00:00:00.000Z', traceId: 't', data: 'text' }),
  'x'.repeat(900_000),
]

const foreignMessages: Fault = {
  name: 'messages on the topic that are no events',
  async inflict(city) {
    const [row] = await city.sql<{ market: string }[]>`select market from bookings limit 1`
    const producer = city.kafka.producer()
    await producer.connect()
    for (const value of FOREIGN)
      await producer.send({ topic: 'booking.events', messages: [{ key: row?.market as string, value }] })
    await producer.disconnect()
    return {
      recoveryMs: await recover(city),
      note: `${FOREIGN.length} of them before bookings of the market`,
    }
  },
}

const refusedEvent: Fault = {
  name: 'a handler that cannot succeed',
  async inflict(city) {
    const { sql, refused } = city
    await sql`insert into audit_refusals (customer_id, is_refused) values (${refused.id}, true)`
    const { id } = await refused.bookOne(city.random)
    const isBuried = async () =>
      (await sql`select 1 from dead_letters where event->'data'->>'bookingId' = ${id}`).length > 0
    await until('the event is given up', isBuried, RECOVERY_MAX_MS)
    const recoveryMs = await recover(city)
    await until('the dead-letter topic has it', () => isInDeadLetters(city, id), RECOVERY_MAX_MS)
    await sql`update audit_refusals set is_refused = false where customer_id = ${refused.id}`
    await replay(city)
    const isAudited = async () =>
      (await sql`select 1 from audited_moves where booking_id = ${id} and seq = 1`).length > 0
    await until('the replayed event has its effect', isAudited, RECOVERY_MAX_MS)
    return { recoveryMs, note: 'given up after 6 attempts, replayed afterwards' }
  },
}

async function isInDeadLetters({ kafka }: City, bookingId: string): Promise<boolean> {
  const consumer = kafka.consumer({ groupId: `test-${crypto.randomUUID()}` })
  const found = Promise.withResolvers<boolean>()
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: ['dead-letter'], fromBeginning: true })
    await consumer.run({
      eachMessage: async ({ message }) => {
        if (message.value?.toString().includes(bookingId)) found.resolve(true)
      },
    })
    return await Promise.race([found.promise, Bun.sleep(10_000).then(() => false)])
  } finally {
    await consumer.disconnect()
  }
}

async function replay({ cluster }: City): Promise<void> {
  const command = ['bun', 'commands/replay-dead-letters.ts', '--group', 'audit']
  const run = Bun.spawn(command, {
    env: { ...process.env, DATABASE_URL: cluster.databaseUrl },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  if ((await run.exited) !== 0) throw new Error(`the replay failed: ${await new Response(run.stdout).text()}`)
}

const largeEvents: Fault = {
  name: `${LARGE_EVENTS} events of ${LARGE_CHARS / 1_024} KiB at once`,
  async inflict(city) {
    const { sql } = city
    const data = sql.json({ text: 'x'.repeat(LARGE_CHARS) })
    await sql`insert into outbox (id, topic, type, version, key, occurred_at, trace_id, data)
      select gen_random_uuid(), 'driver.availability', 'driver.silent', 1, 'large', now(), 'test', ${data}
      from generate_series(1, ${LARGE_EVENTS})`
    return { recoveryMs: await recover(city), note: 'of one key; a batch of Kafka holds 1 MiB' }
  },
}

export const POISONS: readonly Fault[] = [foreignMessages, refusedEvent, largeEvents]
