/*
 * A history of bookings, made in the database by its own statements: quotes, bookings, all their events and offers, as rows that
 * nobody could tell from those that the API writes, and what only consumers keep (quotes that nobody booked, duty, samples of
 * supply). Foreign keys are not checked meanwhile, and secondary indexes are made at the end.
 */
import { latLngToCell } from 'h3-js'
import type { Sql } from 'postgres'
import { say } from '../report.ts'

export type Size = { bookings: number; days: number; drivers: number; customers: number }

const CITIES = [
  { currency: 'INR', lat: 12.97, lng: 77.59 },
  { currency: 'USD', lat: 40.71, lng: -74.0 },
  { currency: 'AED', lat: 25.2, lng: 55.27 },
]
const PLACES_PER_CITY = 3_000
const BATCH = 100_000
/** Cells are kept for so long anyway. */
const SUPPLY_DAYS = 92
const FILLED = ['quotes', 'bookings', 'booking_events', 'offers']
const SAMPLES_PER_QUARTER = 15
const SPANS_S = [3_600, 21_600, 86_400, 691_200]

const uuidAt = (at: string, kind: string, n: string) =>
  `(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '7000${kind}000' || lpad(to_hex(${n}), 12, '0'))::uuid`
const personId = (kind: string, n: string) =>
  `('${kind}0000000-0000-7000-8000-' || lpad((${n})::text, 12, '0'))::uuid`

/** Fills an empty database; how long that took is not measured. */
export async function makeHistory(sql: Sql, size: Size): Promise<void> {
  await sql.unsafe(`set session_replication_role = replica; set synchronous_commit = off;
    set statement_timeout = 0; set maintenance_work_mem = '512MB'; set work_mem = '64MB'`)
  await makePlaces(sql)
  await makePeople(sql, size)
  const indexes = await sql<{ name: string; statement: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as statement from pg_index
    where indrelid = any (${FILLED}::regclass[]) and not exists (select from pg_constraint where conindid = indexrelid)`
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`)
  for (let from = 1; from <= size.bookings; from += BATCH) {
    await sql.unsafe(bookingsSql(from, Math.min(size.bookings, from + BATCH - 1), size))
    if ((from - 1) % (BATCH * 5) === 0) say(`bookings from ${from}`)
  }
  say('indexes')
  for (const { statement } of indexes) await sql.unsafe(statement)
  say('duty and supply')
  await sql.unsafe(dutySql(size))
  await sql.unsafe(supplySql(size))
  await sql.unsafe('drop table bench_places')
  await sql.unsafe('reset session_replication_role')
  await sql.unsafe('vacuum analyze')
}

async function makePlaces(sql: Sql): Promise<void> {
  await sql`create unlogged table bench_places (city int, n int, market text, currency text, lat float8, lng float8, cell text, primary key (city, n))`
  // Denser towards the middle, the same in every run.
  const golden = Math.PI * (3 - Math.sqrt(5))
  const rows = CITIES.flatMap(({ currency, lat, lng }, city) =>
    Array.from({ length: PLACES_PER_CITY }, (_, n) => {
      const [radius, angle] = [0.12 * (n / PLACES_PER_CITY), n * golden]
      const at = { lat: lat + radius * Math.sin(angle), lng: lng + radius * Math.cos(angle) }
      return {
        city,
        n,
        market: latLngToCell(lat, lng, 4),
        currency,
        ...at,
        cell: latLngToCell(at.lat, at.lng, 9),
      }
    }),
  )
  await sql`insert into bench_places select * from jsonb_populate_recordset(null::bench_places, ${sql.json(rows)})`
}

const makePeople = (sql: Sql, { drivers, customers }: Size) =>
  sql.unsafe(`
    insert into users (id, role, name, email, phone, password_hash, created_at)
      select ${personId('c', 'n')}, 'customer', 'Customer ' || n, 'bench-c' || n || '@example.com', '1', 'x', now() from generate_series(1, ${customers}) n
      union all
      select ${personId('d', 'n')}, 'driver', 'Driver ' || n, 'bench-d' || n || '@example.com', '1', 'x', now() from generate_series(1, ${drivers}) n;
    insert into drivers (user_id, approval, vehicle_class, created_at)
      select ${personId('d', 'n')}, 'approved', 'van', now() from generate_series(1, ${drivers}) n`)

/** A batch: each booking drawn once, then written to every table that would know of it. */
function bookingsSql(from: number, to: number, { bookings, days, drivers, customers }: Size): string {
  const move = (seq: number, type: string, before: string, at: string, which: string, data = `'{}'`) => `
    select booking_id, ${seq}, '${type}', ${before}, '${type === 'created' ? 'searching' : type}', 'system', ${data}::jsonb, ${at}
    from bench_batch where ${which}`
  const isDone = `outcome = 'completed'`
  const isTaken = `(${isDone} or (outcome = 'cancelled' and not is_early))`
  return `
    create temp table bench_batch on commit drop as
    select d.*, ${uuidAt('created_at', '8', 'n')} as booking_id, ${uuidAt('quoted_at', '9', 'n')} as quote_id, ${uuidAt('created_at', 'a', 'n')} as offer_id,
      created_at + wait_s * interval '1 s' as assigned_at,
      created_at + (wait_s + eta_s * drift) * interval '1 s' as arrived_at,
      created_at + (wait_s + eta_s * drift + 240) * interval '1 s' as collected_at,
      created_at + (wait_s + eta_s * drift + 240 + duration_s) * interval '1 s' as delivered_at
    from (
      select n, n % 3 as city, random() as fate, random() < 0.5 as is_early,
        date_trunc('hour', now()) - interval '${days} days' + day * interval '1 day'
          + (f + 0.1 * sin(2 * pi() * f)) * interval '1 day' as created_at,
        date_trunc('hour', now()) - interval '${days} days' + day * interval '1 day'
          + (f + 0.1 * sin(2 * pi() * f)) * interval '1 day' - interval '90 s' as quoted_at,
        (array['van', 'van', 'van', 'van', 'bike', 'bike', 'bike', 'truck', 'truck', 'refrigerated_truck'])[1 + (n * 7919) % 10] as class,
        (5 + 60 * random() ^ 2)::int as wait_s, (120 + 600 * random())::int as eta_s, 0.8 + 0.5 * random() as drift,
        (600 + 2400 * random())::int as duration_s, (2000 + 18000 * random())::int as distance_m,
        (20000 + 90000 * random())::int as price, case when random() < 0.2 then 1300 else 1000 end as permille,
        ${personId('c', `1 + (n::bigint * 7331) % ${customers}`)} as customer_id,
        ${personId('d', `1 + (n::bigint * 4931) % ${drivers}`)} as driver_id,
        (n::bigint * 613) % ${PLACES_PER_CITY} as place
      from generate_series(${from}, ${to}) n,
        lateral (select (n - 1)::float8 * ${days} / ${bookings} as x) x,
        lateral (select floor(x.x) as day, x.x - floor(x.x) as f) t
    ) d;
    alter table bench_batch add outcome text;
    update bench_batch set outcome = case when delivered_at > now() - interval '2 hours' or fate < 0.87 then 'completed'
      when fate < 0.95 then 'cancelled' else 'unfulfilled' end;
    insert into quotes (id, customer_id, market, vehicle_class, rate_card_id, pickup, dropoff, stops, price_minor, currency,
        breakdown, surge, distance_m, duration_s, pickup_eta_s, signature, created_at, expires_at)
      select quote_id, customer_id, market, class, quote_id, jsonb_build_object('lat', lat, 'lng', lng),
        jsonb_build_object('lat', lat, 'lng', lng), '[]', price, currency, '[]', jsonb_build_object('multiplierPermille', permille),
        distance_m, duration_s, eta_s, 'x', quoted_at, quoted_at + interval '5 minutes'
      from bench_batch b join bench_places p on p.city = b.city and p.n = b.place;
    insert into quote_facts (quote_id, market, vehicle_class, cell, quoted_at)
      select quote_id, market, class, cell, quoted_at from bench_batch b join bench_places p on p.city = b.city and p.n = b.place
      union all
      select offer_id, market, class, cell, quoted_at from bench_batch b join bench_places p on p.city = b.city and p.n = b.place where b.n % 2 = 0;
    insert into bookings (id, customer_id, quote_id, market, vehicle_class, state, version, driver_id, pickup, dropoff, price_minor,
        currency, breakdown, surge, distance_m, duration_s, search_started_at, assigned_at, completed_at, cancelled_by,
        cancel_reason, cancellation_fee_minor, created_at, updated_at)
      select booking_id, customer_id, quote_id, market, class, outcome, case when ${isDone} then 8 else 2 end,
        case when ${isTaken} then driver_id end,
        jsonb_build_object('lat', lat, 'lng', lng, 'address', '1 Mill Road'), jsonb_build_object('lat', lat, 'lng', lng, 'address', '2 Lake View'),
        price, currency, case when permille > 1000 then '[{"code":"surge","label":"High demand","amountMinor":4000}]' else '[]' end::jsonb,
        jsonb_build_object('multiplierPermille', permille), distance_m, duration_s, created_at,
        case when ${isTaken} then assigned_at end, case when ${isDone} then delivered_at + interval '60 s' end,
        case when outcome = 'cancelled' then 'customer' end, case when outcome = 'cancelled' then 'plans' end,
        case when outcome = 'cancelled' then case when is_early then 0 else 5000 end end, created_at, delivered_at
      from bench_batch b join bench_places p on p.city = b.city and p.n = b.place;
    insert into offers (id, booking_id, driver_id, state, pickup_distance_m, pickup_eta_s, created_at, expires_at, decided_at)
      select offer_id, booking_id, driver_id, case when ${isDone} then 'fulfilled' else 'withdrawn' end, 1000, eta_s,
        assigned_at - interval '3 s', assigned_at + interval '12 s', delivered_at from bench_batch where ${isTaken};
    insert into booking_events (booking_id, seq, type, from_state, to_state, actor_role, data, occurred_at)
    select * from (${[
      move(1, 'created', 'null', 'created_at', 'true'),
      move(2, 'assigned', `'searching'`, 'assigned_at', isTaken, `jsonb_build_object('offerId', offer_id)`),
      move(
        3,
        'cancelled',
        `'assigned'`,
        `assigned_at + interval '200 s'`,
        `outcome = 'cancelled' and not is_early`,
      ),
      move(
        2,
        'cancelled',
        `'searching'`,
        `created_at + interval '100 s'`,
        `outcome = 'cancelled' and is_early`,
      ),
      move(2, 'unfulfilled', `'searching'`, `created_at + interval '600 s'`, `outcome = 'unfulfilled'`),
      move(3, 'en_route_to_pickup', `'assigned'`, `assigned_at + interval '15 s'`, isDone),
      move(4, 'arrived_at_pickup', `'en_route_to_pickup'`, 'arrived_at', isDone),
      move(5, 'goods_collected', `'arrived_at_pickup'`, 'collected_at', isDone),
      move(6, 'arrived_at_dropoff', `'goods_collected'`, `delivered_at - interval '90 s'`, isDone),
      move(7, 'delivered', `'arrived_at_dropoff'`, 'delivered_at', isDone),
      move(8, 'completed', `'delivered'`, `delivered_at + interval '60 s'`, isDone),
    ].join(' union all ')}) moves order by 1, 2`
}

/** A shift of nine hours a day, cut at midnight as the consumer cuts it. */
const dutySql = ({ days, drivers }: Size) => `
  insert into duty_periods (driver_id, started_at, status, ended_at)
  select ${personId('d', 'd')}, greatest(s.from_at, m.day), 'available', least(s.from_at + interval '9 hours', m.day + interval '1 day')
  from generate_series(1, ${drivers}) d, generate_series(1, ${days}) n,
    lateral (select date_trunc('day', now()) - n * interval '1 day' + (d % 20) * interval '1 hour' as from_at) s,
    lateral (select date_trunc('day', s.from_at) + k * interval '1 day' as day from generate_series(0, 1) k) m
  where greatest(s.from_at, m.day) < least(s.from_at + interval '9 hours', m.day + interval '1 day')`

/** Samples of two years by market and class, and of the last months by cell, in spans of each length. */
function supplySql({ days, drivers }: Size): string {
  const perSeries = Math.round(drivers / 12)
  const up = (table: string, keys: string, sums: string, finestS: number, spans: readonly number[]) =>
    spans
      .map(
        (spanS) => `insert into ${table} (span_s, starts_at, ${keys}${keys && ', '}${sums})
          select ${spanS}, date_bin(interval '${spanS} s', starts_at, timestamptz 'epoch') as s, ${keys}${keys && ', '}
            ${sums
              .split(', ')
              .map((sum) => `sum(${sum})`)
              .join(', ')}
          from ${table} where span_s = ${finestS} group by s${keys && `, ${keys}`}`,
      )
      .join(';\n')
  const markets = `(select distinct market from bench_places) m,
    unnest(array['van', 'bike', 'truck', 'refrigerated_truck']) as class`
  return `
    insert into supply_samples (span_s, starts_at, samples)
      select 900, at, ${SAMPLES_PER_QUARTER} from generate_series(date_trunc('hour', now()) - interval '${days} days', date_trunc('hour', now()), '15 minutes') at;
    ${up('supply_samples', '', 'samples', 900, SPANS_S)};
    insert into supply_rollups (span_s, starts_at, market, vehicle_class, on_duty, on_haul, free)
      select 900, s.starts_at, m.market, class, ${perSeries * SAMPLES_PER_QUARTER}, ${Math.round(perSeries * 0.4) * SAMPLES_PER_QUARTER},
        ${Math.round(perSeries * 0.6) * SAMPLES_PER_QUARTER}
      from supply_samples s, ${markets} where s.span_s = 900;
    ${up('supply_rollups', 'market, vehicle_class', 'on_duty, on_haul, free', 900, SPANS_S)};
    insert into supply_cells (span_s, starts_at, cell, vehicle_class, free)
      select 3600, s.starts_at, c.cell, 'van', 60
      from supply_samples s, (select distinct cell from bench_places where n % 8 = 0) c
      where s.span_s = 3600 and s.starts_at >= now() - interval '${SUPPLY_DAYS} days';
    ${up('supply_cells', 'cell, vehicle_class', 'free', 3_600, [86_400, 691_200])}`
}
