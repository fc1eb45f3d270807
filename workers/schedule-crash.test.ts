/*
 * A thousand scheduled bookings are due around now, and the process that starts their searches is killed again and again.
 * Each search is to start once, and after the last start at most two seconds later than it could.
 */
import { afterAll, expect, test } from 'bun:test'
import { bookings } from '../db/schema/index.ts'
import { SEARCH_JOB } from '../server/booking/schedule/set-timers.ts'
import { createScheduleApp, HOUR_MS } from '../server/booking/schedule/testing/create-schedule-app.ts'
import { inTransaction } from '../server/platform/context.ts'
import { findContradictions } from '../server/testing/find-contradictions.ts'
import { randomFrom } from '../server/testing/seeded-random.ts'
import { until } from '../server/testing/until.ts'

const SEED = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 1e9))
const BOOKINGS = 1_000
const CRASHES = 3
/** They are due from before the first start until about the last one. */
const [DUE_FROM_MS, DUE_UNTIL_MS] = [-5_000, 20_000] as const
/** Counted from when it answers, which all else of a start comes before. */
const ALIVE_MAX_MS = 3_000
const TEST_MS = 240_000

const t = await createScheduleApp()
const children = new Set<Bun.Subprocess>()
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all([...children].map(({ exited }) => exited))
  await t.close()
})

/** Everything in one process, as `bun run start`, on the database of the test; nobody is on duty. */
async function start() {
  const env = {
    ...process.env,
    ...{
      DATABASE_URL: t.deps.config.databaseUrl,
      PORT: '0',
      LOG_LEVEL: 'error',
      REDIS_URL: '',
      KAFKA_BROKERS: '',
    },
  }
  const child = Bun.spawn(['bun', 'commands/start.ts'], { stdout: 'pipe', stderr: 'inherit', env })
  children.add(child)
  await child.stdout.getReader().read()
  return child
}

/** Copies of one booking, each due at its own moment, with the timers that it would have been booked with. */
async function bookThousand(random: () => number): Promise<void> {
  const first = await t.bookIn(3 * HOUR_MS)
  await t.deps.sql`
    with more as (
      insert into quotes select copy.* from generate_series(1, ${BOOKINGS - 1}) n, quotes q, jsonb_populate_record(q,
        jsonb_build_object('id', gen_random_uuid(), 'signature', n)) copy
      where q.id = (select quote_id from bookings where id = ${first}) returning id)
    insert into bookings select copy.* from more, bookings b, jsonb_populate_record(b,
      jsonb_build_object('id', more.id, 'quote_id', more.id)) copy where b.id = ${first}`
  await t.deps
    .sql`insert into booking_events select (jsonb_populate_record(e, jsonb_build_object('booking_id', b.id))).*
    from booking_events e, bookings b where e.booking_id = ${first} and b.id <> ${first}`
  await t.deps.sql`insert into outbox (id, topic, type, version, key, occurred_at, trace_id, data)
    select gen_random_uuid(), topic, type, o.version, key, occurred_at, trace_id, data || jsonb_build_object('bookingId', b.id)
    from outbox o, bookings b where o.data->>'bookingId' = ${first} and b.id <> ${first}`
  const rows = await t.deps.db.select({ id: bookings.id }).from(bookings)
  await t.deps.sql`delete from booking_reminders`
  await t.deps.sql`delete from pgboss.job`
  const nowMs = Date.now()
  const due = rows.map(({ id }) => {
    const dueMs = nowMs + DUE_FROM_MS + random() * (DUE_UNTIL_MS - DUE_FROM_MS)
    return { id, at: new Date(Math.round(dueMs)) }
  })
  await t.deps.sql`update bookings b set search_at = due.at from unnest(${due.map(({ id }) => id)}::uuid[],
    ${due.map(({ at }) => at.toISOString())}::timestamptz[]) due(id, at) where b.id = due.id`
  const jobs = due.map(({ id: bookingId, at }) => ({ bookingId, kind: SEARCH_JOB, at }))
  await inTransaction(t.system(), (tx) => tx.jobs.put(tx, jobs))
}

test(
  'kill -9 at random moments around the time of a thousand scheduled bookings starts each search once, and soon',
  async () => {
    console.log(`CRASH_SEED=${SEED}`)
    const random = randomFrom(SEED)
    await bookThousand(random)
    for (let crash = 0; crash < CRASHES; crash++) {
      const child = await start()
      await Bun.sleep(random() * ALIVE_MAX_MS)
      child.kill('SIGKILL')
      await child.exited
    }
    const startedAtMs = Date.now()
    const last = await start()
    const readyAtMs = Date.now()
    const left = async () => (await t.deps.sql`select 1 from bookings where state = 'scheduled'`).length === 0
    await until(left, TEST_MS / 2)
    const starts = await t.deps.sql<{ times: number; bookings: number }[]>`
      select times, count(*)::int as bookings from (
        select b.id, count(e.seq)::int as times from bookings b
        left join booking_events e on e.booking_id = b.id and e.type = 'searching' group by b.id) each group by 1`
    expect(starts.map((row) => ({ ...row }))).toEqual([{ times: 1, bookings: BOOKINGS }])
    expect(await findContradictions(t.deps.sql)).toEqual([])
    const [late] = await t.deps.sql`
      select count(*)::int as bookings, coalesce(max(lateness), 0) as max, coalesce(percentile_cont(0.95) within group (order by lateness), 0) as p95
      from (select extract(epoch from search_started_at - greatest(search_at, ${new Date(readyAtMs)}))::float8 as lateness
        from bookings where search_started_at > ${new Date(startedAtMs)}) late`
    console.log(
      `${late?.bookings} of ${BOOKINGS} started after the last restart, at most ${late?.max.toFixed(2)} s after their time or its readiness, 95 % within ${late?.p95.toFixed(2)} s`,
    )
    last.kill('SIGTERM')
    expect(await last.exited).toBe(0)
  },
  TEST_MS,
)
