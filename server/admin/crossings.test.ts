import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { answerOf, atOnce, createRace, type Racer } from '../assignment/create-race.ts'
import { makeOffer } from '../assignment/make-offer.ts'
import { searchFor } from '../assignment/testing/search-for.ts'
import { sweepMaintenance } from './maintenance/sweep-maintenance.ts'

const ROUNDS = 15
const TEST_MS = 120_000

let race: Awaited<ReturnType<typeof createRace>>
let driver: Racer
let vehicleId: string
beforeAll(async () => {
  race = await createRace(1)
  driver = race.crowd[0] as Racer
  vehicleId = race.deps.driverIndex.get(driver.id)?.vehicleId as string
}, TEST_MS)
afterAll(() => race.close())

async function eachRound(work: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await work(round)
    expect(await race.contradictions()).toEqual([])
  }
}
const admin = (method: string, path: string, body?: object) =>
  race.request(method, `/v1/admin${path}`, { as: race.admin, ...(body && { body }) })
async function backOnDuty(): Promise<void> {
  expect((await race.change(driver, { approval: 'approved' })).status).toBe(200)
  expect((await race.setStatus(driver, 'available')).status).toBe(200)
}

describe('an acceptance', () => {
  test(
    "that meets the start of its vehicle's maintenance: the haul is taken, or the offer is withdrawn",
    async () => {
      await eachRound(async (round) => {
        const bookingId = await race.newBooking()
        const [offerId] = await race.offer({ bookingId, driver })
        const [startsAt, endsAt] = [1_000, 600_000].map((ms) =>
          new Date(race.clock.now().getTime() + ms).toISOString(),
        )
        const period = { startsAt, endsAt, reason: `Round ${round}` }
        const { body } = await admin('POST', `/vehicles/${vehicleId}/maintenance`, period)
        const [accepted] = await atOnce(
          round,
          () => race.accept(offerId as string, driver),
          async () => {
            for (let step = 0; step < (round % 5) * 3; step++) await race.deps.sql`select 1`
            race.clock.offsetMs += 1_000
            await Promise.all(race.contexts.map(sweepMaintenance))
          },
        )
        const hasWon = accepted.status === 200
        // Its time has come before anybody has marked the vehicle: the yes is refused for that.
        const losses = ['409 offer_not_open withdrawn', '409 vehicle_missing']
        expect(['200', ...losses]).toContain(answerOf(accepted))
        expect((await race.readBooking(bookingId)).state).toBe(hasWon ? 'assigned' : 'searching')
        const [row] = await race.deps.sql`select status from vehicles where id = ${vehicleId}`
        expect(row?.status).toBe('maintenance')
        await race.cancel(bookingId)
        expect((await admin('POST', `/maintenance/${body.id}/end`)).status).toBe(200)
      })
    },
    TEST_MS,
  )

  test('is refused once the maintenance has begun, and so is an offer, before anybody has marked the vehicle', async () => {
    const bookingId = await race.newBooking()
    const search = await searchFor(race.contexts[0], bookingId)
    const [offerId] = await race.offer({ bookingId: await race.newBooking(), driver })
    const startsAt = new Date(race.clock.now().getTime() + 1_000).toISOString()
    const endsAt = new Date(race.clock.now().getTime() + 600_000).toISOString()
    const period = { startsAt, endsAt, reason: 'Tyres' }
    const { body } = await admin('POST', `/vehicles/${vehicleId}/maintenance`, period)
    race.clock.offsetMs += 1_000
    const accepted = await race.accept(offerId as string, driver)
    expect(accepted.body).toMatchObject({ code: 'vehicle_missing', gate: 'vehicle_maintenance' })
    await race.deps
      .sql`update offers set state = 'withdrawn', decided_at = now() where id = ${offerId as string}`
    expect(search.candidates.map(({ driverId }) => driverId)).toContain(driver.id)
    expect(await makeOffer(race.contexts[0], search, driver.id)).toBe(false)
    await sweepMaintenance(race.contexts[0])
    expect((await admin('POST', `/maintenance/${body.id}/end`)).status).toBe(200)
    expect(await makeOffer(race.contexts[0], search, driver.id)).toBe(true)
    await race.cancel(bookingId)
  })

  test(
    "that meets its driver's suspension: the booking searches on without them",
    async () => {
      await eachRound(async (round) => {
        const bookingId = await race.newBooking()
        const [offerId] = await race.offer({ bookingId, driver })
        const [accepted, suspended] = await atOnce(
          round,
          () => race.accept(offerId as string, driver),
          () => race.change(driver, { approval: 'suspended', reason: 'Under inquiry' }),
        )
        expect(answerOf(suspended)).toBe('200')
        const losses = ['409 offer_not_open withdrawn', '409 driver_not_approved']
        expect(['200', ...losses]).toContain(answerOf(accepted))
        expect(await race.readBooking(bookingId)).toEqual({ state: 'searching', driverId: null })
        const hasWon = accepted.status === 200
        expect(await race.readOffer(offerId as string)).toBe(hasWon ? 'released' : 'withdrawn')
        await race.cancel(bookingId)
        await backOnDuty()
      })
    },
    TEST_MS,
  )
})

test(
  'a suspension that meets the collection of the goods: the driver finishes the haul, or it searches on',
  async () => {
    await eachRound(async (round) => {
      const { bookingId, version } = await race.drive(driver, 'arrived_at_pickup')
      const [collected, suspended] = await atOnce(
        round,
        () => race.report(bookingId, driver, 'goods_collected', version),
        () => race.change(driver, { approval: 'suspended' }),
      )
      expect(answerOf(suspended)).toBe('200')
      const booking = await race.readBooking(bookingId)
      if (collected.status === 200) {
        expect(booking).toEqual({ state: 'goods_collected', driverId: driver.id })
        for (const [i, status] of ['arrived_at_dropoff', 'delivered', 'completed'].entries())
          expect((await race.report(bookingId, driver, status, version + 1 + i)).status).toBe(200)
      } else {
        expect(booking).toEqual({ state: 'searching', driverId: null })
        await race.cancel(bookingId)
      }
      await backOnDuty()
    })
  },
  TEST_MS,
)

test('a suspended driver keeps no promise, and the reason is told', async () => {
  const haul = await race.drive(driver, 'goods_collected')
  const next = await race.newBooking()
  const [promised] = await race.offer({ bookingId: next, driver, state: 'queued' })
  await race.change(driver, { approval: 'suspended', reason: 'Licence withdrawn' })
  expect(await race.readOffer(promised as string)).toBe('released')
  expect((await race.readBooking(haul.bookingId)).state).toBe('goods_collected')
  const [event] = await race.deps.sql`
    select data from outbox where type = 'driver.approval_changed' order by position desc limit 1`
  expect(event?.data).toEqual({
    ...{ driverId: driver.id, from: 'approved', to: 'suspended', reason: 'Licence withdrawn' },
  })
  const { body: record } = await admin('GET', `/drivers/${driver.id}`)
  expect(record.approvalReason).toBe('Licence withdrawn')
  const { body: audit } = await admin('GET', `/audit?subjectId=${driver.id}&q=licence`)
  expect(audit.items).toHaveLength(1)
})
