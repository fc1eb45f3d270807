import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { ANALYTICS_BREAKS } from './testing/analytics-breaks.ts'
import {
  booking,
  card,
  cardLike,
  change,
  commitment,
  driver,
  FIXTURE,
  history,
  LATER_FIXTURE,
  offer,
  otherDriver,
  uuid,
} from './testing/constraint-rows.ts'
import { createTestDatabase } from './testing/create-test-database.ts'
import { FLEET_BREAKS, FLEET_FIXTURE } from './testing/fleet-constraint-rows.ts'
import { MESSAGE_BREAKS, MESSAGE_FIXTURE } from './testing/message-breaks.ts'
import { MONEY_BREAKS } from './testing/money-breaks.ts'
import { PEOPLE_BREAKS } from './testing/people-breaks.ts'
import { PROOF_BREAKS, PROOF_FIXTURE } from './testing/proof-constraints.ts'
import { ZONE_BREAKS } from './testing/zone-breaks.ts'

/* Each invariant that the schema carries, and a plain statement that would break it. */

type TestDatabase = Awaited<ReturnType<typeof createTestDatabase>>
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await database.sql.unsafe(FIXTURE + LATER_FIXTURE + MESSAGE_FIXTURE + FLEET_FIXTURE + PROOF_FIXTURE)
})
afterAll(() => database.close())

const set = (n: number, values: string) => change('bookings', values, `id = '${uuid(`2${n}`)}'`)
const endPromise = (to: string) => change('commitments', `state = '${to}', ended_at = now()`)
const toDriver = (id: string) => `state = 'assigned', driver_id = '${id}'`

/** What holds, the constraint that sees to it, and the statement that it must refuse. */
const BREAKS: [string, string, string][] = [
  ...MESSAGE_BREAKS,
  ...PROOF_BREAKS,
  ['a driver has one active booking', 'bookings_active_driver_key', set(2, toDriver(driver))],
  ['a booking has one live offer', 'offers_live_booking_key', offer(3, 2, driver, 'forward')],
  ['a driver has one live offer', 'offers_live_driver_key', offer(4, 3, driver, 'open')],
  ['an open offer keeps out an accepted one', 'offers_live_driver_key', offer(5, 3, otherDriver, 'accepted')],
  ['a driver has one next offer', 'offers_next_driver_key', offer(6, 3, otherDriver, 'queued')],
  ['a quote is redeemed once', 'bookings_quote_key', booking(1).replaceAll(uuid('21'), uuid('29'))],
  ['a booking is in a legal state', 'bookings_state', set(2, `state = 'lost'`)],
  ['an active booking has a driver', 'bookings_driver', set(1, 'driver_id = null')],
  ['a searching booking has no driver', 'bookings_searching', set(2, `driver_id = '${otherDriver}'`)],
  ['a search has a start', 'bookings_searching', set(2, 'search_started_at = null')],
  ['a scheduled booking has a time', 'bookings_scheduled', set(2, `state = 'scheduled'`)],
  ['a completed booking has its time', 'bookings_completed', set(1, `state = 'completed'`)],
  ['a cancelled booking says by whom', 'bookings_cancelled', set(2, `state = 'cancelled'`)],
  ['only a cancelled booking says by whom', 'bookings_cancelled', set(2, `cancelled_by = 'driver'`)],
  ['a version is positive', 'bookings_version', set(2, 'version = 0')],
  ['a price is not negative', 'bookings_amounts', set(2, 'price_minor = -1')],
  ['a fee is not negative', 'bookings_amounts', set(2, 'cancellation_fee_minor = -1')],
  ['a currency has three letters', 'bookings_currency', set(2, `currency = 'Rs'`)],
  ['stars are 1 to 5', 'bookings_rating', set(2, 'rating_stars = 6')],
  [
    'a stop has a position',
    'booking_stops_position',
    `insert into booking_stops values ('${uuid('21')}', -1, '{}')`,
  ],
  [
    'history has each version once',
    'booking_events_booking_id_seq_pk',
    history(1, `'searching'`, `'system'`),
  ],
  ['history begins at 1', 'booking_events_seq', history(0, `'searching'`, `'system'`)],
  ['history knows only legal states', 'booking_events_states', history(2, `'lost'`, `'system'`)],
  ['history knows who acted', 'booking_events_actor', history(2, `'searching'`, `'nobody'`)],
  ['an offer is in a legal state', 'offers_state', change('offers', `state = 'lost'`)],
  [
    'an offer that is open is not decided',
    'offers_decided',
    change('offers', 'decided_at = now()', `state = 'open'`),
  ],
  [
    'a decision is of a legal kind',
    'dispatch_decisions_kind',
    `insert into dispatch_decisions (id, booking_id, kind, radius_m, candidates, decided_at) values ('${card}', '${uuid('21')}', 'guessed', 1, '[]', now())`,
  ],
  ...PEOPLE_BREAKS,
  ['a quote has a currency', 'quotes_currency', change('quotes', `currency = ''`)],
  ['a rate card has a currency', 'rate_cards_currency', change('rate_cards', `currency = 'inr'`)],
  ['a quote outlives its making', 'quotes_expiry', change('quotes', 'expires_at = created_at')],
  ['a quoted price is not negative', 'quotes_price', change('quotes', 'price_minor = -1')],
  ['a quoted way is not negative', 'quotes_way', change('quotes', 'distance_m = -1')],
  ['a minimum is below the maximum', 'rate_cards_amounts', change('rate_cards', 'minimum_minor = 10')],
  [
    'a free time is not negative',
    'rate_cards_free_cancellation',
    change('rate_cards', 'free_cancellation_s = -1'),
  ],
  ['a rate card has one row per version', 'rate_cards_version_key', cardLike('version', 'now()')],
  ['a rate card has one version that starts at a time', 'rate_cards_start_key', cardLike('2', 'starts_at')],
  ['a wait costs nothing or more', 'rate_cards_waiting', change('rate_cards', 'free_waiting_s = -1')],
  [
    'a withdrawn version never held',
    'rate_cards_withdrawn',
    change('rate_cards', 'withdrawn_at = starts_at'),
  ],
  [
    'a refresh token is one',
    'refresh_tokens_tokenHash_unique',
    `insert into refresh_tokens select '${uuid('f2')}', family_id, user_id, token_hash, now(), now() from refresh_tokens`,
  ],
  [
    'an event is in the outbox once',
    'outbox_id_unique',
    `insert into outbox (id, topic, type, version, key, occurred_at, trace_id, data) select id, topic, type, version, key, now(), '', '{}' from outbox`,
  ],
  [
    'surge never lowers a price',
    'surge_cells_multiplier',
    `insert into surge_cells values ('88', '84', 999, '{}', now())`,
  ],
  [
    'a version of surge parameters is one',
    'surge_parameters_version_key',
    `insert into surge_parameters select '${card}', market, mode, version, parameters, created_by, created_at from surge_parameters`,
  ],
  [
    'surge parameters are live or shadow',
    'surge_parameters_mode',
    change('surge_parameters', `mode = 'draft'`),
  ],
  [
    'live surge parameters are something',
    'surge_parameters_live',
    change('surge_parameters', 'parameters = null'),
  ],
  [
    'a market is in one hand',
    'surge_controls_live_key',
    `insert into surge_controls select '${card}', market, kind, null, reason, created_by, created_at from surge_controls`,
  ],
  ['a hand on surge is of a legal kind', 'surge_controls_kind', change('surge_controls', `kind = 'raise'`)],
  [
    'an override has a multiplier',
    'surge_controls_multiplier',
    change('surge_controls', `kind = 'override'`),
  ],
  ...ZONE_BREAKS,
  ['a corrected leg is legal', 'eta_corrections_leg', change('eta_corrections', `leg = 'home'`)],
  ['a corrected hour is one', 'eta_corrections_hour', change('eta_corrections', 'hour = 24')],
  ['a correction is positive', 'eta_corrections_factor', change('eta_corrections', 'factor = 0')],
  ['an observed leg is legal', 'eta_observations_leg', change('eta_observations', `leg = 'home'`)],
  ['an observed hour is one', 'eta_observations_hour', change('eta_observations', 'hour = -1')],
  ['an observed time is not negative', 'eta_observations_times', change('eta_observations', 'actual_s = -1')],
  ['a booking has one promise', 'commitments_held_booking_key', commitment(2, 4, otherDriver, 0)],
  ['a driver promises one haul at a time', 'commitments_overlap', commitment(3, 3, driver, 1)],
  ['a promise is in a legal state', 'commitments_state', endPromise('made')],
  ['a promise that is held has not ended', 'commitments_ended', endPromise('held')],
  ['a promise lasts', 'commitments_span', change('commitments', 'ends_at = starts_at')],
  ['a reminder is ahead', 'booking_reminders_minutes', change('booking_reminders', 'minutes_before = 0')],
  ...ANALYTICS_BREAKS,
  [
    'a place is on the globe',
    'tracks_place',
    `insert into tracks (driver_id, recorded_at, lat, lng) values ('${driver}', now(), 91, 0)`,
  ],
  ...FLEET_BREAKS,
  [
    'NaN is no place',
    'tracks_place',
    `insert into tracks (driver_id, recorded_at, lat, lng) values ('${driver}', now(), 'NaN', 0)`,
  ],
]

describe('the schema refuses what must never be', () => {
  for (const [holds, constraint, statement] of [...BREAKS, ...MONEY_BREAKS]) {
    test(`${holds} (${constraint})`, async () => {
      const broken = database.sql.unsafe(statement).execute()
      await expect(broken).rejects.toMatchObject({ constraint_name: constraint })
    })
  }

  test('and no rule of the schema goes without such a statement', async () => {
    const rules = await database.sql<{ name: string }[]>`
      select distinct conname as name from pg_constraint
        where contype in ('c', 'x') and connamespace = 'public'::regnamespace
      union select i.relname from pg_index join pg_class i on i.oid = indexrelid
        where indisunique and not indisprimary and i.relnamespace = 'public'::regnamespace
          -- One that adds to the primary key is there for others to refer to.
          and not exists (select from pg_index k where k.indrelid = pg_index.indrelid and k.indisprimary
            and k.indkey::int2[] <@ pg_index.indkey::int2[])`
    const broken = new Set([...BREAKS, ...MONEY_BREAKS].map(([, constraint]) => constraint))
    const untested = rules.filter(({ name }) => !broken.has(name))
    expect(untested).toEqual([])
  })
})
