import { afterAll, describe, expect, test } from 'bun:test'
import { rateCards } from '../../../db/schema/index.ts'
import { pricesChannel } from '../../platform/channels.ts'
import { createScheduleApp, DAY_MS, HOUR_MS, MINUTE_MS } from './testing/create-schedule-app.ts'

const t = await createScheduleApp()
afterAll(() => t.close())
const { bookAt, quoteAt, reschedule, readRow, eventsOf, customer, operator } = t

/** The demo city's clock is five and a half hours ahead of UTC; its nights are priced higher. */
const midday = new Date(t.clock.now().getTime() + 5 * DAY_MS)
midday.setUTCHours(7, 0, 0, 0)
const at = (hours: number) => new Date(midday.getTime() + hours * HOUR_MS).toISOString()
await t.deps.db.update(rateCards).set({
  windows: [
    { label: 'Night', days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00', multiplierPermille: 1_250 },
  ],
})
t.deps.broadcast.publish(pricesChannel(), {})

describe('a scheduled booking that is moved to another time', () => {
  test('keeps its price within a day of its quote, at the same price of the day, under the same card', async () => {
    const id = await bookAt(at(0))
    const before = await readRow(id)
    const moved = await reschedule(id, { scheduledFor: at(2), version: 1 })
    expect(moved).toMatchObject({
      status: 200,
      body: { isPriceHeld: true, version: 2, scheduledFor: at(2), price: { amount: before.priceMinor } },
    })
    expect((await reschedule(id, { scheduledFor: at(24), version: 2 })).body.isPriceHeld).toBe(true)
    // From what was quoted, not from what it was moved to since: hours do not add up to a week.
    const creeping = await reschedule(id, { scheduledFor: at(26), version: 3 })
    expect(creeping).toMatchObject({ status: 409, body: { reasons: ['too_far_from_quote'] } })
    expect(await eventsOf(id)).toEqual(['created', 'rescheduled', 'rescheduled'])
  })

  test('needs a new quote where it does not, and is handed it', async () => {
    const id = await bookAt(at(0))
    const { priceMinor } = await readRow(id)
    const refused = await reschedule(id, { scheduledFor: at(12), version: 1 })
    expect(refused).toMatchObject({ status: 409, body: { code: 'requote_required' } })
    const { reasons, quote } = refused.body
    expect(reasons).toEqual(['time_of_day_differs'])
    expect(quote.price.amount).toBeGreaterThan(priceMinor)
    expect(await readRow(id)).toMatchObject({ version: 1, priceMinor })
    const taken = await reschedule(id, { scheduledFor: at(12), version: 1, quoteId: quote.id })
    expect(taken).toMatchObject({ status: 200, body: { isPriceHeld: false, price: quote.price } })
    const again = await reschedule(id, { scheduledFor: at(12), version: 2, quoteId: quote.id })
    expect(again).toMatchObject({ status: 409, body: { code: 'quote_redeemed' } })
  })

  test('needs a new quote under another card', async () => {
    const id = await bookAt(at(0))
    const { quoteId } = await readRow(id)
    await t.deps.sql`
      insert into rate_cards select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'version', c.version + 1,
        'starts_at', ${t.clock.now()}, 'base_minor', c.base_minor + 100))).*
      from rate_cards c join quotes q on q.rate_card_id = c.id where q.id = ${quoteId}`
    t.deps.broadcast.publish(pricesChannel(), {})
    const refused = await reschedule(id, { scheduledFor: at(1), version: 1 })
    expect(refused).toMatchObject({ status: 409, body: { reasons: ['rate_card_changed'] } })
  })

  test('goes to the places of its new quote, whose addresses have to be told', async () => {
    const stop = { lat: 12.95, lng: 77.6 }
    const id = await bookAt(at(0))
    const dropoff = { lat: 12.99, lng: 77.6 }
    const quoteId = await quoteAt(at(3), { ...t.haul, dropoff, stops: [stop] })
    const body = { scheduledFor: at(3), version: 1, quoteId }
    for (const [given, path] of [
      [{}, 'stops.0'],
      [{ stops: [{ address: '5 Hill Road' }] }, 'dropoff'],
    ] as const) {
      const refused = await reschedule(id, { ...body, ...given })
      expect(refused).toMatchObject({ status: 422, body: { code: 'address_missing', errors: [{ path }] } })
    }
    const addresses = { stops: [{ address: '5 Hill Road' }], dropoff: { address: '9 Fort Road' } }
    const moved = await reschedule(id, { ...body, ...addresses })
    expect(moved.body).toMatchObject({
      pickup: { address: '1 Mill Road' },
      dropoff: { ...dropoff, address: '9 Fort Road' },
    })
    const detail = await t.request('GET', `/v1/bookings/${id}`, { as: customer.token })
    expect(detail.body.stops).toMatchObject([{ ...stop, address: '5 Hill Road' }])
    expect(await readRow(id)).toMatchObject({ nextStop: stop, quoteId })
  })

  test.each([
    ['of the past', -HOUR_MS, 'schedule_out_of_range'],
    ['too near', 29 * MINUTE_MS, 'schedule_out_of_range'],
    ['too far', 30 * DAY_MS + HOUR_MS, 'schedule_out_of_range'],
  ])('refuses a time %s', async (_, ms, code) => {
    const id = await bookAt(at(0))
    expect((await reschedule(id, { scheduledFor: t.timeIn(ms), version: 1 })).body.code).toBe(code)
  })

  test('refuses a quote of another time, class or customer', async () => {
    const id = await bookAt(at(0))
    const other = await t.signUp('customer')
    const theirs = await t.request('POST', '/v1/quotes', {
      as: other.token,
      body: { ...t.haul, scheduledFor: at(1) },
    })
    for (const [quoteId, code] of [
      [await quoteAt(at(2)), 'schedule_differs'],
      [await quoteAt(at(1), { ...t.haul, vehicleClass: 'bike' }), 'haul_differs'],
      [theirs.body.id, 'quote_unknown'],
    ]) {
      const refused = await reschedule(id, { scheduledFor: at(1), version: 1, quoteId })
      expect(refused).toMatchObject({ status: 422, body: { code } })
    }
    expect((await reschedule(id, { scheduledFor: at(1), version: 1 }, other.token)).status).toBe(404)
    expect((await readRow(id)).version).toBe(1)
  })

  test('can be moved by an operator, which the audit log tells', async () => {
    const id = await bookAt(at(0))
    expect((await reschedule(id, { scheduledFor: at(1), version: 1 }, operator)).status).toBe(200)
    const [entry] = await t.deps.sql`select * from audit_log where subject_id = ${id}`
    expect(entry).toMatchObject({
      action: 'booking.reschedule',
      before: { scheduledFor: at(0) },
      after: { scheduledFor: at(1) },
    })
  })
})

describe('races of a change', () => {
  test('with each other: one of ten wins, by the version', async () => {
    const id = await bookAt(at(0))
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        reschedule(id, { scheduledFor: at(1 + i / 10), version: 1 }, i % 2 ? operator : customer.token),
      ),
    )
    const codes = answers.map(({ status, body }) => (status === 200 ? 'moved' : body.code))
    expect(codes.filter((code) => code === 'moved')).toHaveLength(1)
    expect(codes.filter((code) => code === 'version_mismatch')).toHaveLength(9)
    const winner = answers.find(({ status }) => status === 200)
    const { scheduledFor, searchAt } = await readRow(id)
    expect(scheduledFor?.toISOString()).toBe(winner?.body.scheduledFor)
    expect((await t.jobsOf(id)).search).toBe(searchAt?.toISOString() as string)
  })

  test('with the start of the search: it is moved and not searched for, or the other way round', async () => {
    const outcomes = new Set<string>()
    for (let round = 0; round < 12; round++) {
      const ahead = new Date(Math.ceil(t.clock.now().getTime() / HOUR_MS) * HOUR_MS + HOUR_MS)
      const to = new Date(ahead.getTime() + 10 * MINUTE_MS).toISOString()
      const id = await bookAt(ahead.toISOString())
      const quoteId = await quoteAt(to)
      await t.deps.sql`update bookings set search_at = ${t.clock.now()} where id = ${id}`
      const change = () => reschedule(id, { scheduledFor: to, version: 1, quoteId })
      // The change looks at the price before it locks: now and then it has to have a start.
      const start = round % 2 ? Bun.sleep(round * 4).then(t.sweepTenTimes) : t.sweepTenTimes()
      const [moved] = await Promise.all([change(), start])
      const row = await readRow(id)
      if (moved.status === 200) {
        expect(row).toMatchObject({ state: 'scheduled', version: 2, searchStartedAt: null })
        expect(await eventsOf(id)).toEqual(['created', 'rescheduled'])
      } else {
        expect(moved).toMatchObject({ status: 409, body: { currentState: 'searching' } })
        expect(row).toMatchObject({ state: 'searching', version: 2, scheduledFor: ahead })
        expect(await eventsOf(id)).toEqual(['created', 'searching'])
      }
      outcomes.add(row.state)
      await t.finish(id)
    }
    console.log(`of 12 races: ${[...outcomes].join(' and ')}`)
  })
})
