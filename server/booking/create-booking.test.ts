import { afterAll, describe, expect, test } from 'bun:test'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { bookings, idempotencyKeys, offers } from '../../db/schema/index.ts'
import { systemContext } from '../platform/context.ts'
import { createQuote } from '../pricing/create-quote.ts'
import { createBooking } from './create-booking.ts'
import { removeExpiredRows } from './remove-expired-rows.ts'
import { ACTIVE_STATES, isActive } from './states.ts'
import { createHaulApp } from './testing/create-haul-app.ts'

const MINUTE_MS = 60_000
const t = await createHaulApp()
afterAll(() => t.close())
const { customer, drivers, readRow, newBooking, finish } = t

describe('at most once', () => {
  test('a quote is booked, under however many keys', async () => {
    const quoteId = await t.quote(customer.token)
    const answers = await Promise.all(Array.from({ length: 20 }, () => t.book(customer.token, quoteId)))
    expect(answers.filter(({ status }) => status === 201).length).toBe(1)
    const refused = answers.filter(({ status, body }) => status === 409 && body.code === 'quote_redeemed')
    expect(refused.length).toBe(19)
    const rows = await t.deps.db.select().from(bookings).where(eq(bookings.quoteId, quoteId))
    expect(rows.map(({ id }) => id)).toEqual(answers.flatMap(({ body }) => body.id ?? []))
  })

  test('a driver is active, though ten open offers are accepted at the same time', async () => {
    const [driver] = drivers
    const ids = await Promise.all(Array.from({ length: 10 }, newBooking))
    const [index] = await t.deps.db.execute<{ indexdef: string }>(
      sql`select indexdef from pg_indexes where indexname = 'offers_live_driver_key'`,
    )
    // A driver has one open offer at most; without the index that sees to it, the one on bookings stands alone.
    await t.deps.db.execute(sql`drop index offers_live_driver_key`)
    try {
      const now = t.clock.now()
      const open = ids.map((bookingId) => ({
        ...{ id: t.deps.newId(), bookingId, driverId: driver.id, state: 'open' as const },
        ...{ pickupDistanceM: 1, pickupEtaS: 1 },
        ...{ createdAt: now, expiresAt: new Date(now.getTime() + 60_000) },
      }))
      await t.deps.db.insert(offers).values(open)
      const answers = await Promise.all(
        open.map(({ id }) => t.request('POST', `/v1/offers/${id}/accept`, { as: driver.token })),
      )
      expect(answers.filter(({ status }) => status === 200).length).toBe(1)
      const busy = answers.filter(({ status, body }) => status === 409 && body.code === 'driver_busy')
      expect(busy.length).toBe(9)
      const active = and(eq(bookings.driverId, driver.id), inArray(bookings.state, [...ACTIVE_STATES]))
      expect((await t.deps.db.select().from(bookings).where(active)).length).toBe(1)
      const states = await Promise.all(ids.map(async (id) => (await readRow(id)).state))
      expect(states.filter((state) => !isActive(state))).toEqual(Array(9).fill('searching'))
    } finally {
      for (const id of ids) await finish(id)
      await t.deps.db.execute(sql.raw(index?.indexdef as string))
    }
  })
})

describe('an idempotency key', () => {
  const DAY_MS = 86_400_000
  const stored = () => t.deps.db.select().from(idempotencyKeys)

  test('makes one booking and one answer of fifty requests at the same time', async () => {
    const quoteId = await t.quote(customer.token)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => t.book(customer.token, quoteId, 'fifty-at-once')),
    )
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
    expect(answers[0]?.status).toBe(201)
    const rows = await t.deps.db.select().from(bookings).where(eq(bookings.quoteId, quoteId))
    expect(rows.map(({ id }) => id)).toEqual([answers[0]?.body.id])
    expect((await t.readHistory(rows[0]?.id as string)).length).toBe(1)
  })

  test('answers as it did, whatever the order of the members, also when the booking has moved on', async () => {
    const quoteId = await t.quote(customer.token)
    const contact = { name: 'Asha', phone: '+91 80 5550 0100' }
    const send = (body: object) =>
      t.request('POST', '/v1/bookings', {
        as: customer.token,
        headers: { 'idempotency-key': 'any-order' },
        body,
      })
    const dropoff = { address: '2 Lake View' }
    const first = await send({ quoteId, pickup: { address: '1 Mill Road', contact }, dropoff })
    expect(first.status).toBe(201)
    await t.cancel(first.body.id, customer.token)
    const turned = { phone: contact.phone, name: contact.name }
    const again = await send({ dropoff, pickup: { contact: turned, address: '1 Mill Road' }, quoteId })
    expect([again.status, again.body]).toEqual([201, first.body])
  })

  test('of a version that told less is answered with the rest', async () => {
    const quoteId = await t.quote(customer.token)
    const { body } = await t.book(customer.token, quoteId, 'of-a-version-before')
    const { waitingFee, total, paymentMethod, customerRating, ...before } = body
    const isIt = eq(idempotencyKeys.key, 'of-a-version-before')
    await t.deps.db.update(idempotencyKeys).set({ responseBody: before }).where(isIt)
    const again = await t.book(customer.token, quoteId, 'of-a-version-before')
    expect(again).toMatchObject({ status: 201, body })
  })

  test('is refused for another request, which changes nothing', async () => {
    const first = await t.book(customer.token, await t.quote(customer.token), 'one-request')
    const count = (await stored()).length
    const refused = {
      status: 422,
      body: { code: 'idempotency_key_reused', errors: [{ path: 'Idempotency-Key' }] },
    }
    const quoteId = await t.quote(customer.token)
    expect(await t.book(customer.token, quoteId, 'one-request')).toMatchObject(refused)
    expect((await stored()).length).toBe(count)
    expect(await t.deps.db.select().from(bookings).where(eq(bookings.quoteId, quoteId))).toEqual([])
    expect((await t.book(customer.token, quoteId)).status).toBe(201)
    expect(first.status).toBe(201)
  })

  test('of one customer says nothing of the same key of another', async () => {
    const other = await t.signUp('customer')
    const quotes = [await t.quote(customer.token), await t.quote(other.token)] as const
    const [mine, theirs] = await Promise.all([
      t.book(customer.token, quotes[0], 'the-same-key'),
      t.book(other.token, quotes[1], 'the-same-key'),
    ])
    expect(mine).toMatchObject({ status: 201, body: { customerId: customer.id } })
    expect(theirs).toMatchObject({ status: 201, body: { customerId: other.id } })
  })

  test('is not spent by a request that was refused', async () => {
    const unknown = await t.book(customer.token, t.deps.newId(), 'second-try')
    expect(unknown).toMatchObject({ status: 422, body: { code: 'quote_unknown' } })
    expect((await t.book(customer.token, await t.quote(customer.token), 'second-try')).status).toBe(201)
  })

  test('is kept for a day, then free again, then swept', async () => {
    const quoteId = await t.quote(customer.token)
    const first = await t.book(customer.token, quoteId, 'for-a-day')
    t.pass(DAY_MS - MINUTE_MS)
    await removeExpiredRows(t.deps)
    // The access token of a test lives for a quarter of an hour.
    const early = await t.deps.db.select().from(idempotencyKeys).where(eq(idempotencyKeys.key, 'for-a-day'))
    expect(early.map(({ responseBody }) => responseBody)).toEqual([first.body])
    const token = await t.signIn('customer@hexhaul.test')
    const later = await t.book(token, await t.quote(token), 'for-a-day')
    expect(later.status).toBe(201)
    t.pass(2 * MINUTE_MS)
    expect(await removeExpiredRows(t.deps)).toBeGreaterThan(0)
    const left = await stored()
    expect(left.map(({ key, userId }) => [key, userId === customer.id])).toEqual([['for-a-day', false]])
  })

  test('can name another request after a day, swept or not', async () => {
    const context = {
      ...systemContext(t.deps, 'a-day-later'),
      actor: { role: 'customer', id: customer.id },
    } as const
    const book = async () => {
      const { id } = await createQuote(context, customer.id, { ...t.haul, vehicleClass: 'van' })
      const place = { address: '1 Mill Road' }
      return createBooking(context, 'day-by-day', { quoteId: id, pickup: place, dropoff: place })
    }
    const first = await book()
    await expect(book()).rejects.toMatchObject({ code: 'idempotency_key_reused' })
    t.pass(DAY_MS)
    expect((await book()).id).not.toBe(first.id)
  })
})
