import { afterAll, describe, expect, test } from 'bun:test'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { bookings, offers } from '../../db/schema/index.ts'
import { ACTIVE_STATES, isActive } from './states.ts'
import { createHaulApp } from './testing/create-haul-app.ts'

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
