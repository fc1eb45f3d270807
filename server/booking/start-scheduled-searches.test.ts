import { afterAll, describe, expect, test } from 'bun:test'
import { systemContext } from '../platform/context.ts'
import { startScheduledSearches } from './start-scheduled-searches.ts'
import { createHaulApp } from './testing/create-haul-app.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const t = await createHaulApp()
afterAll(() => t.close())
const { customer, drivers, assign, cancel, readRow, readHistory, pass, finish } = t

describe('a scheduled booking', () => {
  const quoteAhead = (ms: number) => {
    const scheduledFor = new Date(t.clock.now().getTime() + ms).toISOString()
    return t.request('POST', '/v1/quotes', { as: customer.token, body: { ...t.haul, scheduledFor } })
  }
  const searchTenTimes = () =>
    Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        startScheduledSearches(systemContext(t.deps, `sweep-${index}`)),
      ),
    )

  test('is searched for once, when its time has come', async () => {
    const quote = await quoteAhead(120 * MINUTE_MS)
    const booked = await t.book(customer.token, quote.body.id)
    expect(booked).toMatchObject({ status: 201, body: { state: 'scheduled', version: 1 } })
    const { id } = booked.body
    expect((await assign(id, drivers[0])).body).toMatchObject({
      code: 'illegal_move',
      currentState: 'scheduled',
    })
    for (const minutes of [0, 99]) {
      pass(minutes * MINUTE_MS)
      await searchTenTimes()
      expect(await readRow(id)).toMatchObject({ state: 'scheduled', version: 1, searchStartedAt: null })
    }
    pass(2 * MINUTE_MS)
    await searchTenTimes()
    const row = await readRow(id)
    expect(row).toMatchObject({ state: 'searching', version: 2 })
    expect(row.searchStartedAt).toBeInstanceOf(Date)
    const history = await readHistory(id)
    expect(history.map(({ seq, toState, actorRole }) => [seq, toState, actorRole])).toEqual([
      [1, 'scheduled', 'customer'],
      [2, 'searching', 'system'],
    ])
    await finish(id)
  })

  test('is not held up by many others of the same time, nor by one that cannot be moved', async () => {
    const quote = await quoteAhead(120 * MINUTE_MS)
    const { id } = (await t.book(customer.token, quote.body.id)).body
    await t.deps.sql`
      with more as (
        insert into quotes select copy.* from generate_series(1, 600) n, quotes q, jsonb_populate_record(q,
          jsonb_build_object('id', md5(n::text)::uuid)) copy
        where q.id = ${quote.body.id} returning id)
      insert into bookings select copy.* from more, bookings b, jsonb_populate_record(b,
        jsonb_build_object('id', more.id, 'quote_id', more.id)) copy where b.id = ${id}`
    // The first of them has a history already that its next move would have to write.
    const [broken] = await t.deps.sql`select id from bookings where state = 'scheduled' order by id limit 1`
    await t.deps.sql`
      insert into booking_events values (${broken?.id}, 2, 'test', null, 'searching', 'system', null, '{}', now())`
    pass(101 * MINUTE_MS)
    await startScheduledSearches(systemContext(t.deps, 'sweep'))
    const left = await t.deps.sql`select id from bookings where state = 'scheduled'`
    expect(left.map((row) => row.id)).toEqual([broken?.id])
    await t.deps.sql`update bookings set state = 'unfulfilled' where state in ('scheduled', 'searching')`
  })

  test('is cancelled for good, also while its search begins', async () => {
    const { body: quote } = await quoteAhead(120 * MINUTE_MS)
    const { id } = (await t.book(customer.token, quote.id)).body
    pass(101 * MINUTE_MS)
    const [cancelled] = await Promise.all([cancel(id, customer.token), searchTenTimes()])
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } })
    await searchTenTimes()
    const { state, version, cancellationFeeMinor } = await readRow(id)
    expect({ state, cancellationFeeMinor }).toEqual({ state: 'cancelled', cancellationFeeMinor: 0 })
    expect((await readHistory(id)).length).toBe(version)
  })

  test.each([
    ['in the past', -MINUTE_MS],
    ['too soon', 29 * MINUTE_MS],
    ['too far ahead', 30 * DAY_MS + MINUTE_MS],
  ])('cannot be quoted %s', async (_, ms) => {
    const answer = await quoteAhead(ms)
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'scheduledFor' }] } })
  })

  test('can be quoted just within the range', async () => {
    expect((await quoteAhead(31 * MINUTE_MS)).status).toBe(201)
    expect((await quoteAhead(30 * DAY_MS - MINUTE_MS)).status).toBe(201)
  })

  test('keeps the time of its quote', async () => {
    const { body: quote } = await quoteAhead(120 * MINUTE_MS)
    const scheduledFor = new Date(t.clock.now().getTime() + 180 * MINUTE_MS).toISOString()
    const answer = await t.request('POST', '/v1/bookings', {
      as: customer.token,
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: { quoteId: quote.id, scheduledFor, pickup: { address: '1' }, dropoff: { address: '2' } },
    })
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'scheduledFor' }] } })
  })
})
