import { afterAll, describe, expect, test } from 'bun:test'
import { and, eq } from 'drizzle-orm'
import { bookings, rateCards } from '../../db/schema/index.ts'
import { createHaulApp, type User } from './testing/create-haul-app.ts'

const t = await createHaulApp()
afterAll(() => t.close())
const { customer, operator, drivers, assign, cancel, readRow, newBooking, advance, pass, finish } = t
const [driver, other] = drivers
const ofDemo = and(eq(rateCards.vehicleClass, 'van'), eq(rateCards.currency, 'INR'))
const terms = {
  waitingPerMinuteMinor: 600,
  freeWaitingS: 300,
  waitingMaximumMinor: 12_000,
  noShowAfterS: 900,
  cancellationFeeMinor: 7_500,
}
await t.deps.db.update(rateCards).set(terms).where(ofDemo)

const secondsBetween = (from: Date | undefined, to: Date) =>
  Math.floor((to.getTime() - (from?.getTime() ?? 0)) / 1_000)
const feeOf = (waitedS: number) => Math.round(((waitedS - 300) * 600) / 60)

async function drive(id: string, by: User, until: string) {
  while ((await readRow(id)).state !== until) expect((await advance(id, by)).status).toBe(200)
}
const read = async (id: string, as = customer.token) =>
  (await t.request('GET', `/v1/bookings/${id}`, { as })).body
const noShow = (id: string, as: string) =>
  t.request('POST', `/v1/bookings/${id}/cancel`, { as, body: { reason: 'Nobody came', noShow: true } })

describe('a wait at the pickup', () => {
  test('beyond the free time is charged when the goods are collected, by the card of the quote', async () => {
    const id = await newBooking()
    await drive(id, driver, 'arrived_at_pickup')
    expect(await read(id)).toMatchObject({ waitingFee: { amount: 0 } })
    pass(900_000)
    // Whatever another version says meanwhile.
    const [card] = await t.deps.db.select().from(rateCards).where(ofDemo)
    const startsAt = t.clock.now()
    const dearer = { id: t.deps.newId(), version: 2, startsAt, waitingPerMinuteMinor: 60_000 }
    await t.deps.db.insert(rateCards).values({ ...(card as NonNullable<typeof card>), ...dearer })
    await drive(id, driver, 'goods_collected')
    await t.deps.db.delete(rateCards).where(eq(rateCards.id, dearer.id))
    const booking = await read(id)
    const moved = booking.history.at(-1)
    const { waitedS, fee } = moved.waiting
    const arrivedAt = (await t.readHistory(id)).findLast(
      ({ type }) => type === 'arrived_at_pickup',
    )?.occurredAt
    expect(waitedS).toBe(secondsBetween(arrivedAt, (await readRow(id)).updatedAt))
    expect(waitedS).toBeGreaterThanOrEqual(900)
    expect(fee).toEqual({ amount: feeOf(waitedS), currency: 'INR' })
    expect(booking.waitingFee).toEqual(fee)
    expect(booking.total.amount).toBe(booking.price.amount + fee.amount)
    expect(booking.rateCard).toEqual({ id: card?.id, version: 1 })
    expect((await readRow(id)).waitingFeeMinor).toBe(fee.amount)
    expect(booking.history.slice(0, -1).every((event: { waiting: unknown }) => event.waiting === null)).toBe(
      true,
    )
    await drive(id, driver, 'completed')
    expect((await read(id)).waitingFee).toEqual(fee)
  })

  test('within it is free, and a long one costs the maximum', async () => {
    for (const [waitedMs, amount] of [
      [0, 0],
      [7_200_000, 12_000],
    ] as const) {
      const id = await newBooking()
      await drive(id, driver, 'arrived_at_pickup')
      pass(waitedMs)
      await drive(id, driver, 'goods_collected')
      expect((await read(id)).waitingFee.amount).toBe(amount)
      await finish(id)
    }
  })

  test('is the wait of the driver who collects, not of one who dropped out', async () => {
    const id = await newBooking()
    await drive(id, driver, 'arrived_at_pickup')
    pass(3_600_000)
    expect((await cancel(id, driver.token)).body.state).toBe('searching')
    await drive(id, other, 'goods_collected')
    expect(await read(id)).toMatchObject({ waitingFee: { amount: 0 }, driverId: other.id })
    await finish(id)
  })

  test('begins at the scheduled time for a driver who comes before it', async () => {
    const id = await newBooking()
    await drive(id, driver, 'arrived_at_pickup')
    const scheduledFor = new Date(t.clock.now().getTime() + 600_000)
    await t.deps.db.update(bookings).set({ scheduledFor }).where(eq(bookings.id, id))
    pass(600_000 + 420_000)
    await drive(id, driver, 'goods_collected')
    const { waitedS } = (await read(id)).history.at(-1).waiting
    expect(waitedS).toBe(secondsBetween(scheduledFor, (await readRow(id)).updatedAt))
    await finish(id)
  })
})

describe('a no-show', () => {
  test.each(['driver', 'operator'] as const)(
    'told by the %s after the wait of the card ends the booking at its cancellation fee',
    async (by) => {
      const token = { driver: driver.token, operator }[by]
      const id = await newBooking()
      await drive(id, driver, 'arrived_at_pickup')
      pass(300_000)
      const early = { code: 'no_show_refused', noShowAfterS: 900 }
      expect(await noShow(id, token)).toMatchObject({ status: 409, body: early })
      expect((await readRow(id)).state).toBe('arrived_at_pickup')
      pass(600_000)
      const told = await noShow(id, token)
      expect(told).toMatchObject({
        status: 200,
        body: { state: 'cancelled', waitingFee: { amount: 0 }, total: { amount: 7_500 } },
      })
      expect(told.body.cancellation).toMatchObject({ by, fee: { amount: 7_500, currency: 'INR' } })
      expect((await t.readHistory(id)).at(-1)?.data).toMatchObject({ noShow: true, feeMinor: 7_500 })
      // The driver is free for the next haul.
      const next = await newBooking()
      expect((await assign(next, driver)).status).toBe(200)
      await finish(next)
    },
  )

  test('is nothing that a customer tells, nor somebody who is not at the pickup', async () => {
    const id = await newBooking()
    await drive(id, driver, 'en_route_to_pickup')
    pass(3_600_000)
    const refused = { status: 409, body: { code: 'no_show_refused' } }
    expect(await noShow(id, driver.token)).toMatchObject(refused)
    await drive(id, driver, 'arrived_at_pickup')
    pass(3_600_000)
    expect(await noShow(id, customer.token)).toMatchObject(refused)
    await drive(id, driver, 'goods_collected')
    expect(await noShow(id, driver.token)).toMatchObject(refused)
    await finish(id)
  })

  test('and the collection of the goods at the same time: one of both', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await newBooking()
      await drive(id, driver, 'arrived_at_pickup')
      pass(1_000_000)
      const { version } = await readRow(id)
      const [told, collected] = await Promise.all([
        noShow(id, operator),
        t.report(id, driver.token, 'goods_collected', version),
      ])
      expect([told.status, collected.status].sort()).toEqual([200, 409])
      const { state, waitingFeeMinor, cancellationFeeMinor } = await readRow(id)
      if (state === 'cancelled') expect([waitingFeeMinor, cancellationFeeMinor]).toEqual([0, 7_500])
      else expect([state, waitingFeeMinor > 0, cancellationFeeMinor]).toEqual(['goods_collected', true, null])
      await finish(id)
    }
  })
})
