import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { until } from '../testing/create-test-app.ts'
import { createHaulApp, type HaulApp } from './testing/create-haul-app.ts'

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
const rate = (id: string, body: object) =>
  t.request('POST', `/v1/bookings/${id}/rating`, { as: t.customer.token, body })
const ratingOf = async () => {
  const [row] = await t.deps.sql`
    select rating_sum as sum, rating_count as count from drivers where user_id = ${t.drivers[0].id}`
  return row
}

describe('a rating', () => {
  test('counts once however often it is sent, and another one is refused', async () => {
    const id = await completedHaul()
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => rate(id, { stars: 4, comment: 'Careful' })),
    )
    expect(answers.map(({ status, body }) => `${status} ${body.rating}`)).toEqual(Array(10).fill('200 4'))
    expect(await ratingOf()).toEqual({ sum: 4, count: 1 })
    for (const other of [{ stars: 5, comment: 'Careful' }, { stars: 4 }])
      expect(await rate(id, other)).toMatchObject({ status: 409, body: { code: 'not_rateable' } })
    expect(await ratingOf()).toEqual({ sum: 4, count: 1 })
  })

  test('reaches the matching at once', async () => {
    await rate(await completedHaul(), { stars: 2 })
    await until(() => t.deps.driverIndex.get(t.drivers[0].id)?.ratingAvg === 3)
  })

  test('has one to five stars and a comment of bounded length, of a haul that has ended', async () => {
    const id = await completedHaul()
    for (const bad of [{ stars: 0 }, { stars: 6 }, { stars: 1.5 }, { stars: 5, comment: 'x'.repeat(1_001) }])
      expect((await rate(id, bad)).status).toBe(422)
    const early = await t.newBooking()
    expect(await rate(early, { stars: 5 })).toMatchObject({ status: 409, body: { code: 'not_rateable' } })
    await t.finish(early)
  })
})
