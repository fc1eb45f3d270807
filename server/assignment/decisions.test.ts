import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { systemContext } from '../platform/context.ts'
import { createTestApp, until } from '../testing/create-test-app.ts'
import { Gathering } from './gathering.ts'
import { DECISIONS_PER_BOOKING_MAX, keepDecisions } from './keep-decision.ts'
import { removeOldDecisions } from './remove-old-decisions.ts'
import { runTick } from './run-tick.ts'

type User = { id: string; token: string }
type Candidate = { driverId: string; name: string | null; gate?: string; costS?: number }

const START_MS = 30_000
const DAY_MS = 86_400_000
const PICKUP = { lat: 12.97, lng: 77.59 }
/** About 111 m of latitude. */
const STEP_DEG = 0.001

let t: Awaited<ReturnType<typeof createTestApp>>
let customer: User
let operator: string
beforeEach(async () => {
  t = await createTestApp({ hasWorkers: false })
  customer = await t.signUp('customer')
  operator = await t.signIn('operator@hexhaul.test')
}, START_MS)
afterEach(() => t.close())

const context = () => systemContext(t.deps, 'test')
const north = (steps: number) => ({ lat: PICKUP.lat + steps * STEP_DEG, lng: PICKUP.lng })
const driverAt = (steps: number): Promise<User> => t.availableDriver(north(steps).lat, PICKUP.lng)
const book = async (steps = 0) => {
  const quoteId = await t.quote(customer.token, { ...t.haul, pickup: north(steps) })
  return (await t.book(customer.token, quoteId)).body.id as string
}
const assign = (bookingId: string, { id: driverId }: User) =>
  t.request('POST', `/v1/bookings/${bookingId}/assign`, { as: operator, body: { driverId } })
const decisionsOf = async (bookingId: string) => {
  const answer = await t.request('GET', `/v1/bookings/${bookingId}/decisions`, { as: operator })
  expect(answer.status).toBe(200)
  return answer.body.items
}
const gatesOf = (candidates: Candidate[]) =>
  new Map(candidates.map(({ driverId, gate }) => [driverId, gate ?? null]))
const greedyMatches = async () => (await t.deps.metrics.greedyMatches.get()).values[0]?.value ?? 0

describe('a decision', () => {
  test(
    'tells whom a greedy match would have taken, the batch, and the price of asking nobody',
    async () => {
      // The older booking is nearer to both; only the match of both together spares the younger the long way.
      const [near, far] = [await driverAt(1), await driverAt(-4)]
      const [older, younger] = [await book(0), await book(5)]
      t.clock.offsetMs += 1_000
      expect(await runTick(context(), { gathering: new Gathering(() => 700) })).toBe(2)
      const [first] = await decisionsOf(older)
      const batch = { bookings: 2, drivers: 2, windowMs: 700, isGreedy: false }
      expect(first).toMatchObject({ kind: 'matched', chosenDriverId: far.id, greedyDriverId: near.id, batch })
      expect(first.unmatchedCostS).toBeGreaterThan(7_200)
      const [second] = await decisionsOf(younger)
      expect(second).toMatchObject({ chosenDriverId: near.id, greedyDriverId: far.id, batch })
      expect(await greedyMatches()).toBe(0)
    },
    START_MS,
  )

  test(
    'names who stood near and could not be asked, with why',
    async () => {
      const [asked, paused, hauling, grounded] = [
        await driverAt(1),
        await driverAt(2),
        await driverAt(3),
        await driverAt(4),
      ]
      // Too far to make anybody wonder, and off duty.
      const [distant, off] = [await driverAt(12), await driverAt(1)]
      for (const [driver, status] of [
        [paused, 'paused'],
        [distant, 'paused'],
        [off, 'offline'],
      ] as const)
        await t.request('PUT', '/v1/driver/availability', { as: driver.token, body: { status } })
      await assign(await book(), hauling)
      const vehicleId = t.deps.driverIndex.get(grounded.id)?.vehicleId
      const body = { status: 'maintenance', version: 1 }
      const changed = await t.request('PATCH', `/v1/admin/vehicles/${vehicleId}`, { as: t.admin, body })
      expect(changed.status).toBe(200)
      await until(() => t.deps.driverIndex.get(hauling.id)?.bookingId)
      await until(() => t.deps.driverIndex.get(grounded.id)?.isFit === false)
      const bookingId = await book()
      expect(await runTick(context())).toBe(1)
      const [decision] = await decisionsOf(bookingId)
      expect(gatesOf(decision.candidates)).toEqual(
        new Map([
          [asked.id, null],
          [paused.id, 'paused'],
          [hauling.id, 'on_haul'],
          [grounded.id, 'vehicle_maintenance'],
        ]),
      )
    },
    START_MS,
  )

  test(
    'by hand tells who else came into question, and whom a match would have taken',
    async () => {
      const [near, chosen] = [await driverAt(1), await driverAt(60)]
      const bookingId = await book()
      expect((await assign(bookingId, chosen)).status).toBe(200)
      const [decision] = await decisionsOf(bookingId)
      expect(decision).toMatchObject({ kind: 'manual', chosenDriverId: chosen.id, greedyDriverId: near.id })
      expect(decision).toMatchObject({ unmatchedCostS: null, batch: null, offer: { state: 'accepted' } })
      const [first, second] = decision.candidates
      expect([first.driverId, second.driverId]).toEqual([chosen.id, near.id])
      expect(first.etaS).toBeGreaterThan(second.etaS)
      expect(second.costS).toBeNumber()
    },
    START_MS,
  )

  test(
    'says that it was greedy when the time for an exact match was over, and that is counted',
    async () => {
      await driverAt(1)
      await driverAt(1)
      const bookingIds = [await book(), await book(), await book()]
      t.deps.config.matchDeadlineMs = 0
      expect(await runTick(context())).toBe(2)
      const decisions = (await Promise.all(bookingIds.map(decisionsOf))).flat()
      const greedy = decisions.filter(({ batch }) => batch.isGreedy).length
      expect(greedy).toBeGreaterThan(0)
      expect(await greedyMatches()).toBe(greedy)
    },
    START_MS,
  )
})

describe('the decisions', () => {
  test('of a booking are the newest so many, and of another all the same its own', async () => {
    const [one, other] = [await book(), await book()]
    const kept = (bookingId: string, radiusM: number) => ({
      ...{ bookingId, radiusM, kind: 'unmatched' as const, candidates: [] },
    })
    await keepDecisions(context(), [kept(other, 1)])
    for (let round = 0; round < 3; round++) {
      const rows = Array.from({ length: 90 }, (_, n) => kept(one, round * 90 + n))
      await keepDecisions(context(), rows)
    }
    const radii = (await decisionsOf(one)).map(({ radiusM }: { radiusM: number }) => radiusM)
    expect(radii).toEqual(Array.from({ length: DECISIONS_PER_BOOKING_MAX }, (_, n) => 170 + n))
    expect(await decisionsOf(other)).toHaveLength(1)
  })

  test('are kept for their retention', async () => {
    const bookingId = await book()
    await runTick(context())
    t.clock.offsetMs = t.deps.config.decisionRetentionDays * DAY_MS - 60_000
    expect(await removeOldDecisions(t.deps)).toBe(0)
    t.clock.offsetMs += 120_000
    expect(await removeOldDecisions(t.deps)).toBe(1)
    const [row] = await t.deps
      .sql`select count(*)::int as count from dispatch_decisions where booking_id = ${bookingId}`
    expect(row?.count).toBe(0)
  })
})
