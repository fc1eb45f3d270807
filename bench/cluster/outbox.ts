import type { Sql } from 'postgres'

const MARKETS = 24
const PER_TRANSACTION = 10
const WAIT_MAX_MS = 180_000
const POLL_MS = 20
/** A group's effects became visible one after the other: how many, and from the first to the last. */
type Effects = { count: number; firstCount: number; tookMs: number }

/** Empties what the events of an earlier measurement left. */
export async function clearEvents(sql: Sql): Promise<void> {
  await sql`create table if not exists bench_effects (consumer_group text not null, event_id uuid not null)`
  await sql`truncate outbox, inbox, bench_effects`
}

/** Moves of bookings in 24 markets, as the API writes them, a few to a transaction. */
export async function appendMoves(sql: Sql, count: number, perTransaction = PER_TRANSACTION): Promise<void> {
  const session = await sql.reserve()
  // Many transactions in one statement; how durable they are is not what is measured.
  await session`set synchronous_commit = off`
  await session.unsafe(`do $$ begin
    for batch in 0 .. ${Math.ceil(count / perTransaction) - 1} loop
      insert into outbox (id, topic, type, version, key, occurred_at, trace_id, data)
      select uuidv7(), 'booking.events', 'booking.moved', 1, market, clock_timestamp(), uuidv7()::text, jsonb_build_object(
        'bookingId', uuidv7(), 'seq', 1, 'event', 'created', 'from', null, 'to', 'searching', 'market', market,
        'customerId', uuidv7(), 'driverId', null)
      from (
        select '8461' || lpad(to_hex(n % ${MARKETS}), 3, '0') || 'ffffffff' as market
        from generate_series(batch * ${perTransaction}, least(${count}, (batch + 1) * ${perTransaction}) - 1) n
      ) moves;
      perform pg_notify('outbox', '');
      commit;
    end loop;
  end $$`)
  await session`reset synchronous_commit`
  session.release()
}

/** Waits until a group has so many effects. @throws when that takes too long. */
export async function untilEffects(sql: Sql, group: string, count: number): Promise<void> {
  const deadlineMs = performance.now() + WAIT_MAX_MS
  for (;;) {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from bench_effects where consumer_group = ${group}`
    if ((row?.count ?? 0) >= count) return
    if (performance.now() > deadlineMs) throw new Error(`${row?.count} of ${count} events took effect`)
    await Bun.sleep(POLL_MS)
  }
}

/** By the times of the commits, so that the first transaction's share is known and its wait is none. */
export async function readEffects(sql: Sql, group: string): Promise<Effects> {
  const [row] = await sql<Effects[]>`
    with effects as (
      select pg_xact_commit_timestamp(xmin) as at from bench_effects where consumer_group = ${group}
    ), ends as (select min(at) as first, max(at) as last from effects)
    select count(*)::int as count, (count(*) filter (where at = first))::int as "firstCount",
      (extract(epoch from last - first) * 1000)::float8 as "tookMs"
    from effects, ends group by first, last`
  if (!row) throw new Error('no event took effect')
  return row
}

/** From the first commit of an event to the last commit of an effect, in ms. */
export async function readThroughMs(sql: Sql, group: string): Promise<number> {
  const [row] = await sql<{ ms: number }[]>`
    select (extract(epoch from max(pg_xact_commit_timestamp(e.xmin)) - min(pg_xact_commit_timestamp(o.xmin)))
      * 1000)::float8 as ms
    from bench_effects e join outbox o on o.id = e.event_id where e.consumer_group = ${group}`
  return (row as { ms: number }).ms
}

/** From the commit of each event to the commit of its effect, in ms. */
export async function readDelaysMs(sql: Sql, group: string): Promise<number[]> {
  const rows = await sql<{ ms: number }[]>`
    select (extract(epoch from pg_xact_commit_timestamp(e.xmin) - pg_xact_commit_timestamp(o.xmin)) * 1000)::float8 as ms
    from bench_effects e join outbox o on o.id = e.event_id where e.consumer_group = ${group}`
  return rows.map(({ ms }) => ms)
}
