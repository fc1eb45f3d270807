import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { bookingEvents, bookings, offers } from '../../db/schema/index.ts'
import { createTestApp } from '../testing/create-test-app.ts'

const ROUNDS = 20
const CROWD = 12
let t: Awaited<ReturnType<typeof createTestApp>>
let customer: { id: string; token: string }
let crowd: { id: string; token: string }[]
beforeAll(async () => {
  t = await createTestApp({ hasWorkers: false })
  customer = await t.signUp('customer')
  crowd = await Promise.all(Array.from({ length: CROWD }, () => t.availableDriver(12.97, 77.59)))
})
afterAll(() => t.close())

const operator = () => t.signIn('operator@hexhaul.test')
const newBooking = async () => (await t.book(customer.token, await t.quote(customer.token))).body.id as string
const finish = async (bookingId: string) => {
  await t.request('POST', `/v1/bookings/${bookingId}/cancel`, {
    as: t.admin,
    body: { reason: 'end of round' },
  })
}

describe('races are settled by the database', () => {
  test('one booking given to many drivers at once has one winner', async () => {
    const as = await operator()
    for (let round = 0; round < ROUNDS; round++) {
      const id = await newBooking()
      const answers = await Promise.all(
        crowd.map((driver) =>
          t.request('POST', `/v1/bookings/${id}/assign`, { as, body: { driverId: driver.id } }),
        ),
      )
      expect(answers.filter((answer) => answer.status === 200).length).toBe(1)
      expect(answers.filter((answer) => answer.status === 409).length).toBe(CROWD - 1)
      await finish(id)
    }
  })

  test('one driver given many bookings at once has one', async () => {
    const as = await operator()
    const driverId = crowd[0]?.id
    for (let round = 0; round < ROUNDS; round++) {
      const ids = await Promise.all(Array.from({ length: CROWD }, newBooking))
      const answers = await Promise.all(
        ids.map((id) => t.request('POST', `/v1/bookings/${id}/assign`, { as, body: { driverId } })),
      )
      expect(answers.filter((answer) => answer.status === 200).length).toBe(1)
      expect(answers.filter((answer) => answer.body.code === 'driver_busy').length).toBe(CROWD - 1)
      await Promise.all(ids.map(finish))
    }
  })

  test('of an acceptance and a cancellation exactly one takes effect', async () => {
    const driver = crowd[1] as { id: string; token: string }
    for (let round = 0; round < ROUNDS; round++) {
      const bookingId = await newBooking()
      const id = t.deps.newId()
      const now = t.clock.now()
      await t.deps.db.insert(offers).values({
        ...{ id, bookingId, driverId: driver.id, state: 'open', pickupDistanceM: 1, pickupEtaS: 1 },
        ...{ createdAt: now, expiresAt: new Date(now.getTime() + 15_000) },
      })
      const [accepted, cancelled] = await Promise.all([
        t.request('POST', `/v1/offers/${id}/accept`, { as: driver.token }),
        t.request('POST', `/v1/bookings/${bookingId}/cancel`, {
          as: customer.token,
          body: { reason: 'changed my mind' },
        }),
      ])
      const [row] = await t.deps.db.select().from(bookings).where(eq(bookings.id, bookingId))
      const history = await t.deps.db
        .select()
        .from(bookingEvents)
        .where(eq(bookingEvents.bookingId, bookingId))
      expect([accepted.status, cancelled.status].sort()).toEqual([200, 409])
      expect(row?.state).toBe(accepted.status === 200 ? 'assigned' : 'cancelled')
      expect(history.length).toBe(row?.version as number)
      if (accepted.status === 200) await finish(bookingId)
    }
  })
})
