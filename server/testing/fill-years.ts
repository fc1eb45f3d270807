import type { Sql } from '../../db/connect.ts'

/** Of each of the large tables. */
export const ROWS = 20_000
export const MARKET = '84618c5ffffffff'
/** The nth id of a kind, which is a hexadecimal digit: `b` for bookings, `c` for customers, `d` for drivers. */
export const id = (kind: string, n: number) => `${kind}0000000-0000-0000-0000-${String(n).padStart(12, '0')}`
const [customer, driver] = [id('c', 1), id('d', 1)]

/** Fills an empty database with years of history, and at their end a city at work: 40 searching, 100 scheduled, 20 open offers, 5 queued, a few new events. */
export async function fillYears(sql: Sql): Promise<void> {
  const series = (kind: string, of = 'n') =>
    `('${kind}0000000-0000-0000-0000-' || lpad((${of})::text, 12, '0'))::uuid`
  const rows = `generate_series(1, ${ROWS}) n`
  await sql.begin(async (tx) => {
    // The rows that these would stand on matter to none of the queries.
    await tx`set local session_replication_role = replica`
    await tx.unsafe(`
      insert into bookings (id, customer_id, quote_id, market, vehicle_class, driver_id, state, version, scheduled_for,
          search_started_at, completed_at, pickup, dropoff, price_minor, currency, breakdown, surge, distance_m,
          duration_s, created_at, updated_at)
        select ${series('b')}, ${series('c', 'n % 200')}, ${series('a')}, '${MARKET}', 'van',
          case when n > 140 then ${series('d', 'n % 200')} end,
          case when n <= 40 then 'searching' when n <= 140 then 'scheduled' else 'completed' end, 1,
          now() + interval '1 day', now(), now(), '{"lat":1,"lng":1}', '{}', 100, 'INR', '[]', '{}', 1, 1, now(), now()
        from ${rows};
      insert into booking_texts select id, ' ' || id || e'\n ' || (row_number() over (order by id)) || ' Mill Road' from bookings;
      insert into users values ('${driver}', 'driver', 'D', 'd@example.com', '1', 'x', 'active', now());
      insert into drivers (user_id, vehicle_class, created_at) values ('${driver}', 'van', now());
      insert into offers (id, booking_id, driver_id, state, pickup_distance_m, pickup_eta_s, free_in_s, created_at,
          expires_at, decided_at)
        select ${series('e')}, ${series('b')}, ${series('d')},
          case when n <= 20 then 'open' when n <= 25 then 'queued' else 'fulfilled' end, 1, 1,
          1, now(), now() + interval '1 hour', case when n > 20 then now() end from ${rows};
      insert into tracks (driver_id, recorded_at, lat, lng)
        select ${series('d', 'n % 200')}, now() - n * interval '1 s', 1, 1 from ${rows};
      insert into rate_cards values ('${customer}', '${MARKET}', 'van', 1, 'INR', 'Asia/Kolkata', now(), 1, 1, 1, 1, 1, 9, 1, 60, '[]');
      insert into quotes (id, customer_id, market, vehicle_class, rate_card_id, pickup, dropoff, stops, price_minor,
          currency, breakdown, surge, distance_m, duration_s, signature, created_at, expires_at)
        select ${series('a')}, ${series('c', 'n % 200')}, '${MARKET}', 'van', '${customer}', '{}', '{}', '[]', 1, 'INR', '[]',
          '{}', 1, 1, 'x', now() - n * interval '1 min', now() from ${rows};
      insert into surge_publications (id, market, published_at, parameters_version, cells)
        select ${series('9')}, '${MARKET}', now() - n * interval '10 s', 0, '[]' from ${rows};
      insert into maintenance_periods (id, vehicle_id, state, starts_at, ends_at, reason, created_at)
        select ${series('7')}, ${series('7')}, 'ended', now() - interval '2 days', now() - interval '1 day', 'x', now() from ${rows};
      insert into documents (id, driver_id, kind, number, expires_on, warned_days, created_at)
        select ${series('8')}, ${series('d')}, 'permit', '1', '2020-01-01', -1, now() from ${rows};
      insert into outbox (id, topic, type, version, key, occurred_at, trace_id, data)
        select ${series('f')}, 'booking.events', 'booking.moved', 1, n::text, now(), '', '{}' from ${rows}`)
  })
  await sql`insert into consumer_cursors (consumer_group, read_before, reading, position)
    values ('hot', pg_current_snapshot(), pg_current_snapshot(), 0)`
  await sql`insert into outbox (id, topic, type, version, key, occurred_at, trace_id, data)
    select gen_random_uuid(), 'booking.events', 'booking.moved', 1, n::text, now(), '', '{}' from generate_series(1, 5) n`
  for (const table of [
    'bookings',
    'booking_texts',
    'offers',
    'tracks',
    'quotes',
    'surge_publications',
    'documents',
    'maintenance_periods',
    'outbox',
  ])
    await sql.unsafe(`vacuum analyze ${table}`)
}
