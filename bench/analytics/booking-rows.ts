import { PLACES_PER_CITY, personId, type Size, uuidAt } from './size.ts'

const IS_DONE = `outcome = 'completed'`
const IS_TAKEN = `(${IS_DONE} or (outcome = 'cancelled' and not is_early))`

/** In SQL: bookings of these numbers, each drawn once and then written to every table that would know of it. */
export const bookingsSql = (from: number, to: number, size: Size): string =>
  [drawSql(from, to, size), ROWS, EVENTS].join(';\n')

const drawSql = (from: number, to: number, { bookings, days, drivers, customers }: Size) => `
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
        (array['van', 'van', 'van', 'van', 'bike', 'bike', 'bike', 'truck', 'truck', 'refrigerated_truck'])[1 + (n::bigint * 7919) % 10] as class,
        (5 + 60 * random() ^ 2)::int as wait_s, (120 + 600 * random())::int as eta_s, 0.8 + 0.5 * random() as drift,
        (600 + 2400 * random())::int as duration_s, (2000 + 18000 * random())::int as distance_m,
        (20000 + 90000 * random())::int as price, case when random() < 0.2 then 1300 else 1000 end as permille,
        ${personId('c', `1 + (n::bigint * 7331) % ${customers}`)} as customer_id,
        ${personId('d', `1 + (n::bigint * 4931) % ${Math.floor(drivers / 3)} * 3 + n % 3`)} as driver_id,
        (n::bigint * 613) % ${PLACES_PER_CITY} as place
      from generate_series(${from}, ${to}) n,
        lateral (select (n - 1)::float8 * ${days} / ${bookings} as x) x,
        lateral (select floor(x.x) as day, x.x - floor(x.x) as f) t
    ) d;
    alter table bench_batch add outcome text;
    update bench_batch set outcome = case when delivered_at > now() - interval '2 hours' or fate < 0.87 then 'completed'
      when fate < 0.95 then 'cancelled' else 'unfulfilled' end`

const ROWS = `
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
      select booking_id, customer_id, quote_id, market, class, outcome, case when ${IS_DONE} then 8 else 2 end,
        case when ${IS_TAKEN} then driver_id end,
        jsonb_build_object('lat', lat, 'lng', lng, 'address', '1 Mill Road'), jsonb_build_object('lat', lat, 'lng', lng, 'address', '2 Lake View'),
        price, currency, case when permille > 1000 then '[{"code":"surge","label":"High demand","amountMinor":4000}]' else '[]' end::jsonb,
        jsonb_build_object('multiplierPermille', permille), distance_m, duration_s, created_at,
        case when ${IS_TAKEN} then assigned_at end, case when ${IS_DONE} then delivered_at + interval '60 s' end,
        case when outcome = 'cancelled' then 'customer' end, case when outcome = 'cancelled' then 'plans' end,
        case when outcome = 'cancelled' then case when is_early then 0 else 5000 end end, created_at, delivered_at
      from bench_batch b join bench_places p on p.city = b.city and p.n = b.place;
    insert into offers (id, booking_id, driver_id, state, pickup_distance_m, pickup_eta_s, created_at, expires_at, decided_at)
      select offer_id, booking_id, driver_id, case when ${IS_DONE} then 'fulfilled' else 'withdrawn' end, 1000, eta_s,
        assigned_at - interval '3 s', assigned_at + interval '12 s', delivered_at from bench_batch where ${IS_TAKEN}`

const move = (seq: number, type: string, before: string, at: string, which: string, data = `'{}'`) => `
  select booking_id, ${seq}, '${type}', ${before}, '${type === 'created' ? 'searching' : type}', 'system', ${data}::jsonb, ${at}
  from bench_batch where ${which}`

const EVENTS = `
    insert into booking_events (booking_id, seq, type, from_state, to_state, actor_role, data, occurred_at)
    select * from (${[
      move(1, 'created', 'null', 'created_at', 'true'),
      move(2, 'assigned', `'searching'`, 'assigned_at', IS_TAKEN, `jsonb_build_object('offerId', offer_id)`),
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
      move(3, 'en_route_to_pickup', `'assigned'`, `assigned_at + interval '15 s'`, IS_DONE),
      move(4, 'arrived_at_pickup', `'en_route_to_pickup'`, 'arrived_at', IS_DONE),
      move(5, 'goods_collected', `'arrived_at_pickup'`, 'collected_at', IS_DONE),
      move(6, 'arrived_at_dropoff', `'goods_collected'`, `delivered_at - interval '90 s'`, IS_DONE),
      move(7, 'delivered', `'arrived_at_dropoff'`, 'delivered_at', IS_DONE),
      move(8, 'completed', `'delivered'`, `delivered_at + interval '60 s'`, IS_DONE),
    ].join(' union all ')}) moves order by 1, 2`
