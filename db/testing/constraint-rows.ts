/* Rows that every table of the schema has one of, and the statements that make more, for tests that try to break its rules. */

const [customer, operator] = [uuid('a1'), uuid('b1')]
export const [driver, otherDriver] = [uuid('d1'), uuid('d2')]
export const card = uuid('c1')

export const change = (table: string, set: string, where = 'true') =>
  `update ${table} set ${set} where ${where}`

export function uuid(suffix: string): string {
  return `00000000-0000-0000-0000-${suffix.padStart(12, '0')}`
}

/** One booking assigned, two that search, and what they stand on. */
export const FIXTURE = `
  insert into vehicle_classes (code, label, capacity_kg, capacity_m_3) values ('van', 'Van', 750, 5);
  insert into users (id, role, name, email, phone, password_hash, created_at) values
    ('${customer}', 'customer', 'C', 'c@example.com', '1', 'x', now()),
    ('${operator}', 'operator', 'O', 'o@example.com', '1', 'x', now()),
    ('${driver}', 'driver', 'D', 'd@example.com', '1', 'x', now()),
    ('${otherDriver}', 'driver', 'E', 'e@example.com', '1', 'x', now());
  insert into drivers (user_id, vehicle_class, created_at) values ('${driver}', 'van', now()), ('${otherDriver}', 'van', now());
  insert into vehicles (id, vehicle_class, make, model, year, plate, capacity_kg, capacity_m_3, created_at, updated_at)
    values ('${uuid('e1')}', 'van', 'Tata', 'Ace', 2024, 'KA 01', 750, 5, now(), now());
  insert into rate_cards values ('${card}', '84618c5ffffffff', 'van', 1, 'INR', 'Asia/Kolkata', now(), 1, 1, 1, 1, 1, 9, 1, 60, '[]');
  insert into driver_availability (driver_id, status, changed_at, seen_at) values ('${driver}', 'available', now(), now());
  ${[1, 2, 3, 4].map((n) => quote(n)).join('')}
  ${booking(1, `state = 'assigned', driver_id = '${driver}', assigned_at = now()`)}
  ${booking(2)}
  ${booking(3)}
  insert into refresh_tokens values ('${uuid('f1')}', '${uuid('f1')}', '${customer}', 'hash', now(), now());
  insert into outbox (id, topic, type, version, key, occurred_at, trace_id, data)
    values ('${uuid('f1')}', 'booking.events', 'booking.moved', 1, '1', now(), '', '{}');
  ${history(1, `'searching'`, `'system'`)};
  create table tracks_any partition of tracks default;
  ${offer(1, 1, driver, 'accepted')}
  ${offer(2, 2, otherDriver, 'open')}`

/** Rows of what the first version of the schema did not have. */
export const LATER_FIXTURE = `
  ${booking(4)}
  ${offer(7, 4, otherDriver, 'forward')}
  insert into surge_parameters values ('${uuid('51')}', '84618c5ffffffff', 'live', 1, '{}', '${operator}', now());
  insert into surge_controls values ('${uuid('52')}', '84618c5ffffffff', 'freeze', null, 'calm', '${operator}', now());
  insert into zones values ('${uuid('61')}', 'geofence', 'Depot', '{}', 77, 12, 78, 13, 1000, '{}', true, null, null, null, 60,
    1, '${operator}', now(), now(), null);
  insert into zone_visits values ('${uuid('62')}', '${uuid('61')}', '${driver}', null, now(), null, null, null, now());
  insert into eta_corrections values ('84618c5ffffffff', 'van', 'pickup', 8, 1, 0, 1, now());
  insert into eta_observations values ('${uuid('21')}', 'pickup', '84618c5ffffffff', 'van', 8, 60, 61, now());
  ${commitment(1, 4, driver, 0)}
  insert into booking_reminders values ('${uuid('24')}', 60, now(), null);
  insert into duty_periods values ('${driver}', now(), 'available');
  insert into driver_reliability_days (driver_id, day) values ('${driver}', '2026-01-01');
  insert into customer_reputations values ('${customer}', 5, 1);
  insert into commission_terms values ('${uuid('61')}', '84618c5ffffffff', 'van', 1, 200, 0, now(), '${operator}', now());
  insert into payment_operations values ('${uuid('62')}', 'cash', 'authorisation', 'key', '${uuid('21')}', null, 1, 'INR', now());
  insert into ledger_accounts values
    ('${uuid('71')}', 'customer_receivable', '${customer}', 'INR'), ('${uuid('72')}', 'fee_revenue', null, 'INR');
  insert into invoice_series values ('HX', 2026, 1);
  insert into invoices (id, company, year, number, customer_id, currency, total_minor, state, issued_at, due_at)
    values ('${uuid('63')}', 'HX', 2026, 1, '${customer}', 'INR', 1, 'open', '2026-01-01', '2026-01-01');
  ${entry(1, `'fare', '${uuid('21')}', null, null`)}
  ${entry(2, `'payment_invoice', null, '${uuid('63')}', null`)}
  ${entry(3, `'reversal', null, null, '${uuid('81')}'`)}
  ${entry(4, `'adjustment', null, null, null`, `'${operator}', 'key', 'hash'`)}
  insert into invoice_lines values ('${uuid('63')}', '${uuid('81')}', 1);`

/** An entry of two postings; `of` is its kind, booking, invoice and the entry that it reverses. */
export function entry(n: number, of: string, byHand = 'null, null, null'): string {
  return `with e as (insert into ledger_entries (id, currency, posting_count, posted_at, kind, booking_id, invoice_id, reverses_id,
      actor_id, idempotency_key, request_hash)
    values ('${uuid(`8${n}`)}', 'INR', 2, '2026-01-01', ${of}, ${byHand}) returning id)
    insert into ledger_postings select id, n, case n when 0 then '${uuid('71')}'::uuid else '${uuid('72')}' end, 'INR',
      case n when 0 then 1 else -1 end, '2026-01-01' from e, generate_series(0, 1) n;\n`
}

function quote(n: number): string {
  return `insert into quotes (id, customer_id, market, vehicle_class, rate_card_id, pickup, dropoff, stops, price_minor,
      currency, breakdown, surge, distance_m, duration_s, signature, created_at, expires_at)
    values ('${uuid(`1${n}`)}', '${customer}', '84618c5ffffffff', 'van', '${card}', '{}', '{}', '[]', 100, 'INR', '[]', '{}', 1, 1,
      'x', now(), now() + interval '5 minutes');\n`
}

export function cardLike(version: string, startsAt: string): string {
  return `insert into rate_cards select '${uuid('c2')}', market, vehicle_class, ${version}, currency, time_zone, ${startsAt}, 1, 1, 1,
    1, 1, 9, 1, 60, '[]' from rate_cards`
}

/** Booking n redeems quote n; it searches, then is changed by `set`. */
export function booking(n: number, set?: string): string {
  return `insert into bookings (id, customer_id, quote_id, market, vehicle_class, state, version, pickup, dropoff, price_minor,
      currency, breakdown, surge, distance_m, duration_s, search_started_at, created_at, updated_at)
    select '${uuid(`2${n}`)}', customer_id, id, market, vehicle_class, 'searching', 1, pickup, dropoff, price_minor, currency,
      breakdown, surge, distance_m, duration_s, now(), now(), now() from quotes where id = '${uuid(`1${n}`)}';
    ${set ? `update bookings set ${set} where id = '${uuid(`2${n}`)}';` : ''}\n`
}

export function offer(n: number, bookingN: number, driverId: string, state: string): string {
  return `insert into offers (id, booking_id, driver_id, state, pickup_distance_m, pickup_eta_s, created_at, expires_at, decided_at)
    values ('${uuid(`3${n}`)}', '${uuid(`2${bookingN}`)}', '${driverId}', '${state}', 1, 1, now(), now() + interval '15 seconds',
      ${['open', 'forward'].includes(state) ? 'null' : 'now()'});\n`
}

/** A promise for booking n, of the two hours from so many hours after midnight. */
export function commitment(n: number, bookingN: number, driverId: string, hour: number): string {
  const at = (plus: number) => `'2026-11-02T00:00Z'::timestamptz + ${hour + plus} * interval '1 hour'`
  return `insert into commitments (id, booking_id, driver_id, state, starts_at, ends_at, created_at)
    values ('${uuid(`6${n}`)}', '${uuid(`2${bookingN}`)}', '${driverId}', 'held', ${at(0)}, ${at(2)}, now());\n`
}

export function history(seq: number, to: string, actor: string): string {
  return `insert into booking_events values ('${uuid('21')}', ${seq}, 'moved', 'searching', ${to}, ${actor}, null, '{}', now())`
}
