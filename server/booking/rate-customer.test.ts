import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHaulApp, type HaulApp } from './testing/create-haul-app.ts'

const DAY_MS = 86_400_000

let t: HaulApp
beforeAll(async () => {
  t = await createHaulApp()
})
afterAll(() => t.close())

async function completedHaul() {
  const id = await t.newBooking()
  while ((await t.readRow(id)).state !== 'completed') await t.advance(id, t.drivers[0])
  return id
}
const rate = (id: string, what: 'rating' | 'customer-rating', body: object) =>
  t.request('POST', `/v1/bookings/${id}/${what}`, {
    ...{ as: what === 'rating' ? t.customer.token : t.drivers[0].token, body },
  })
async function seenBy(id: string, as: string) {
  const { rating, customerRating } = (await t.request('GET', `/v1/bookings/${id}`, { as })).body
  const list = (await t.request('GET', '/v1/bookings', { as })).body.items
  const listed = list.find((each: { id: string }) => each.id === id)
  expect([listed.rating, listed.customerRating]).toEqual([rating, customerRating])
  return [rating, customerRating]
}
const [customers, drivers, operators] = [
  (id: string) => seenBy(id, t.customer.token),
  (id: string) => seenBy(id, t.drivers[0].token),
  (id: string) => seenBy(id, t.operator),
]

describe('customer and driver', () => {
  test('see each other’s rating when both have rated, and operators at once', async () => {
    const id = await completedHaul()
    expect((await rate(id, 'rating', { stars: 2, comment: 'Rough' })).body).toMatchObject({ rating: 2 })
    expect([await customers(id), await drivers(id), await operators(id)]).toEqual([
      [2, null],
      [null, null],
      [2, null],
    ])
    const answer = await rate(id, 'customer-rating', { stars: 4 })
    expect(answer.body).toMatchObject({ rating: 2, customerRating: 4 })
    expect([await customers(id), await drivers(id)]).toEqual([
      [2, 4],
      [2, 4],
    ])
  })

  test('rate within 14 days, and see what was said when they are over', async () => {
    const [rated, unrated] = [await completedHaul(), await completedHaul()]
    await rate(rated, 'customer-rating', { stars: 5 })
    t.pass(14 * DAY_MS - 60_000)
    expect([await customers(rated), await drivers(rated)]).toEqual([
      [null, null],
      [null, 5],
    ])
    t.pass(120_000)
    expect(await customers(rated)).toEqual([null, 5])
    for (const what of ['rating', 'customer-rating'] as const)
      expect(await rate(unrated, what, { stars: 5 })).toMatchObject({
        status: 409,
        body: { code: 'not_rateable' },
      })
  })
})

describe("a driver's rating of a customer", () => {
  test('counts once however often it is sent at once; operators read it, drivers are offered its mean as a number', async () => {
    const customer = await t.signUp('customer')
    const book = async () => (await t.book(customer.token, await t.quote(customer.token))).body.id as string
    const id = await book()
    while ((await t.readRow(id)).state !== 'completed') await t.advance(id, t.drivers[0])
    const body = { stars: 3, comment: 'Not at the door' }
    const answers = await Promise.all(Array.from({ length: 8 }, () => rate(id, 'customer-rating', body)))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect((await rate(id, 'customer-rating', { stars: 4 })).body.code).toBe('not_rateable')
    const told = await t.request('GET', `/v1/customers/${customer.id}/ratings`, { as: t.operator })
    expect(told.body).toMatchObject({
      ratingAvg: 3,
      items: [{ ...body, bookingId: id, byId: t.drivers[0].id }],
    })
    const [next, at] = [await book(), t.clock.now()]
    await t.deps
      .sql`insert into offers (id, booking_id, driver_id, state, pickup_distance_m, pickup_eta_s, created_at, expires_at)
      values (${crypto.randomUUID()}, ${next}, ${t.drivers[1].id}, 'open', 1, 1, ${at}, ${new Date(at.getTime() + 60_000)})`
    const { body: offers } = await t.request('GET', '/v1/driver/offers', { as: t.drivers[1].token })
    expect(offers.items).toMatchObject([{ bookingId: next, customerRating: 3 }])
    expect(JSON.stringify(offers)).not.toContain('door')
  })
})
