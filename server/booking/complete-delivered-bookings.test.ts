import { afterAll, describe, expect, test } from 'bun:test'
import { systemContext } from '../platform/context.ts'
import { completeDeliveredBookings } from './complete-delivered-bookings.ts'
import { createHaulApp } from './testing/create-haul-app.ts'

const t = await createHaulApp()
afterAll(() => t.close())
const [driver] = t.drivers
const sweep = (name: string) => completeDeliveredBookings(systemContext(t.deps, name))

async function deliver() {
  const id = await t.newBooking()
  while ((await t.readRow(id)).state !== 'delivered') expect((await t.advance(id, driver)).status).toBe(200)
  return id
}

describe('a delivered booking', () => {
  test('is completed once when its driver stays silent for two minutes, and frees the driver', async () => {
    const id = await deliver()
    await sweep('early')
    expect(await t.readRow(id)).toMatchObject({ state: 'delivered', version: 7 })
    t.pass(120_001)
    await Promise.all(Array.from({ length: 5 }, (_, index) => sweep(`late-${index}`)))
    expect(await t.readRow(id)).toMatchObject({ state: 'completed', version: 8, driverId: driver.id })
    expect((await t.readHistory(id)).at(-1)).toMatchObject({ seq: 8, actorRole: 'system' })
    const next = await t.newBooking()
    expect((await t.assign(next, driver)).status).toBe(200)
    await t.finish(next)
  })

  test('can be rated by its customer once it is completed, and only once', async () => {
    const rate = (id: string, stars: number) =>
      t.request('POST', `/v1/bookings/${id}/rating`, { as: t.customer.token, body: { stars } })
    const id = await deliver()
    const refused = { status: 409, body: { code: 'not_rateable' } }
    expect(await rate(id, 5)).toMatchObject(refused)
    await t.finish(id)
    const answers = await Promise.all([1, 2, 3, 4, 5].map((stars) => rate(id, stars)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
    const stars = answers.find(({ status }) => status === 200)?.body.rating as number
    expect(await rate(id, (stars % 5) + 1)).toMatchObject(refused)
    const { body } = await t.request('GET', `/v1/bookings/${id}`, { as: t.customer.token })
    expect(body).toMatchObject({ rating: stars, driver: { ratingAvg: stars } })
  })
})
