import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { DRIVER_STATUSES } from '../booking/report-status.ts'
import { startScheduledSearches } from '../booking/start-scheduled-searches.ts'
import { systemContext } from '../platform/context.ts'
import { createTestApp, until } from '../testing/create-test-app.ts'
import { findContradictions } from '../testing/find-contradictions.ts'
import { runTick } from './run-tick.ts'

type Racer = { id: string; token: string }
type Decision = {
  kind: string
  chosenDriverId: string | null
  radiusM: number
  candidates: {
    driverId: string
    distanceM: number
    etaS: number
    costS?: number
    costs?: object
    gate?: string
  }[]
}

const START_MS = 30_000
const SEARCH_TIMEOUT_MS = 600_000
/** The search for a scheduled booking starts so long before its time. */
const AHEAD_MS = 1_200_000
const PICKUP = { lat: 12.97, lng: 77.59 }
/** About 111 m of latitude. */
const STEP_DEG = 0.001

let t: Awaited<ReturnType<typeof createTestApp>>
let customer: Racer
beforeEach(async () => {
  t = await createTestApp({ hasWorkers: false, hasStillClock: true })
  customer = await t.signUp('customer')
}, START_MS)
afterEach(() => t.close())

const tick = () => runTick(systemContext(t.deps, 'tick'))
const driverAt = (steps: number, vehicleClass?: string): Promise<Racer> =>
  t.availableDriver(PICKUP.lat + steps * STEP_DEG, PICKUP.lng, vehicleClass)
const book = async (body: object = t.haul) =>
  (await t.book(customer.token, await t.quote(customer.token, body))).body.id as string
const offersOf = async (bookingId: string) => [
  ...(await t.deps.sql<{ id: string; driverId: string; state: string }[]>`
      select id, driver_id as "driverId", state from offers where booking_id = ${bookingId} order by id`),
]
const stateOf = async (bookingId: string) =>
  (await t.deps.sql`select state from bookings where id = ${bookingId}`)[0]?.state
const decisionsOf = async (bookingId: string): Promise<Decision[]> => {
  const as = await t.signIn('operator@hexhaul.test')
  return (await t.request('GET', `/v1/bookings/${bookingId}/decisions`, { as })).body.items
}
/** Time passes, and the drivers say that they are still where they were. */
async function pass(ms: number, ...drivers: Racer[]): Promise<void> {
  t.clock.offsetMs += ms
  for (const { id, token } of drivers) {
    const { lat, lng } = t.deps.driverIndex.get(id)?.position ?? PICKUP
    const position = { lat, lng, recordedAt: t.clock.now().toISOString() }
    await t.request('POST', '/v1/driver/positions', { as: token, body: { positions: [position] } })
  }
}

describe('a tick', () => {
  test('asks the nearest, then after a decline and an expiry the next, never the same again', async () => {
    const [near, middle, far] = [await driverAt(1), await driverAt(5), await driverAt(9)]
    const bookingId = await book()
    expect(await tick()).toBe(1)
    expect(await tick()).toBe(0)
    const [first] = await offersOf(bookingId)
    expect(first).toMatchObject({ driverId: near.id, state: 'open' })
    await t.request('POST', `/v1/offers/${first?.id}/decline`, { as: near.token, body: {} })
    expect(await tick()).toBe(1)
    await pass(t.deps.config.offerTtlMs + 1, near, middle, far)
    expect(await tick()).toBe(1)
    expect((await offersOf(bookingId)).map(({ driverId, state }) => [driverId, state])).toEqual([
      [near.id, 'declined'],
      [middle.id, 'expired'],
      [far.id, 'open'],
    ])
    const last = (await decisionsOf(bookingId)).at(-1)
    expect(last).toMatchObject({ kind: 'matched', chosenDriverId: far.id })
    const gates = last?.candidates.map(({ driverId, gate }) => [driverId, gate])
    expect(gates).toEqual([
      [far.id, undefined],
      [near.id, 'declined_before'],
      [middle.id, 'expired_before'],
    ])
    for (const { distanceM, etaS } of last?.candidates ?? []) {
      expect(distanceM).toBeGreaterThan(100)
      expect(etaS).toBeGreaterThan(0)
    }
    const chosen = last?.candidates[0]
    const total = Object.values(chosen?.costs ?? {}).reduce((sum: number, part: number) => sum + part, 0)
    expect(chosen?.costS).toBe(total)
  })

  test('looks further out the longer a booking waits', async () => {
    const far = await driverAt(50)
    const bookingId = await book()
    expect(await tick()).toBe(0)
    await pass(20_000, far)
    expect(await tick()).toBe(0)
    await pass(60_000, far)
    expect(await tick()).toBe(1)
    expect((await offersOf(bookingId))[0]?.driverId).toBe(far.id)
    const radii = (await decisionsOf(bookingId)).map(({ kind, radiusM }) => [
      kind,
      Math.round(radiusM / 1_000),
    ])
    expect(radii).toEqual([
      ['unmatched', 3],
      ['unmatched', 4],
      ['matched', 8],
    ])
  })

  test('keeps drivers out who are silent, too small, of another class or asked by another booking', async () => {
    const [silent, asked] = [await driverAt(1), await driverAt(2)]
    await driverAt(0, 'bike')
    await pass(60_001, asked)
    await book()
    expect(await tick()).toBe(1)
    const heavy = { ...t.haul, cargo: { weightKg: 790, volumeM3: 1, note: 'a safe' } }
    const [light, tooHeavy] = [await book(), await book(heavy)]
    await pass(100, asked)
    const big = await driverAt(3)
    await t.deps.sql`update vehicles set capacity_kg = 100 where id = (
      select vehicle_id from drivers where user_id = ${big.id})`
    await t.request('PUT', '/v1/driver/availability', { as: big.token, body: { status: 'paused' } })
    await until(() => t.deps.driverIndex.get(big.id)?.status === 'paused')
    expect(await tick()).toBe(0)
    const gatesOf = async (id: string) =>
      new Map((await decisionsOf(id)).at(-1)?.candidates.map(({ driverId, gate }) => [driverId, gate]))
    for (const id of [light, tooHeavy]) {
      const gates = await gatesOf(id)
      expect(gates.get(silent.id)).toBe('stale_position')
      expect(gates.get(big.id)).toBe('paused')
      expect(gates.size).toBe(3)
    }
    expect((await gatesOf(light)).get(asked.id)).toBe('has_open_offer')
    expect((await gatesOf(tooHeavy)).get(asked.id)).toBe('too_heavy')
  })

  test('ends a search that takes too long, keeps its last round, and leaves the customer with a refusal', async () => {
    const bookingId = await book()
    await pass(SEARCH_TIMEOUT_MS - 1_000)
    await tick()
    expect(await stateOf(bookingId)).toBe('searching')
    await pass(2_000)
    await tick()
    expect(await stateOf(bookingId)).toBe('unfulfilled')
    expect((await decisionsOf(bookingId)).map(({ kind }) => kind)).toEqual(['unmatched', 'unmatched'])
    await tick()
    expect((await decisionsOf(bookingId)).length).toBe(2)
  })

  test('waits for the driver who has just been asked before it ends a search', async () => {
    const driver = await driverAt(1)
    const bookingId = await book()
    await pass(SEARCH_TIMEOUT_MS - 1_000, driver)
    expect(await tick()).toBe(1)
    await pass(2_000, driver)
    await tick()
    expect(await stateOf(bookingId)).toBe('searching')
    await pass(t.deps.config.offerTtlMs, driver)
    await tick()
    expect(await stateOf(bookingId)).toBe('unfulfilled')
  })

  test('searches for a scheduled booking until long after its time', async () => {
    const scheduledFor = new Date(t.clock.now().getTime() + 3_600_000).toISOString()
    const bookingId = await book({ ...t.haul, scheduledFor })
    await pass(3_600_000 - AHEAD_MS)
    await startScheduledSearches(systemContext(t.deps, 'sweep'))
    await pass(AHEAD_MS + SEARCH_TIMEOUT_MS - 1_000)
    await tick()
    expect(await stateOf(bookingId)).toBe('searching')
    await pass(2_000)
    await tick()
    expect(await stateOf(bookingId)).toBe('unfulfilled')
  })

  test('starts a search anew when the driver drops out, without that driver', async () => {
    const [first, second] = [await driverAt(1), await driverAt(2)]
    const bookingId = await book()
    await pass(1_000, first, second)
    await tick()
    const [offer] = await offersOf(bookingId)
    await t.request('POST', `/v1/offers/${offer?.id}/accept`, { as: first.token })
    await pass(SEARCH_TIMEOUT_MS + 1, first, second)
    const reason = { reason: 'flat tyre' }
    await t.request('POST', `/v1/bookings/${bookingId}/cancel`, { as: first.token, body: reason })
    expect(await tick()).toBe(1)
    expect((await offersOf(bookingId)).map(({ driverId, state }) => [driverId, state])).toEqual([
      [first.id, 'released'],
      [second.id, 'open'],
    ])
  })

  test('prefers, of two equally near, who has waited since their last haul', async () => {
    const [hauler, idler] = [await driverAt(1), await driverAt(2)]
    await pass(1_800_000, hauler, idler)
    const first = await book()
    await tick()
    const [offer] = await offersOf(first)
    expect(offer?.driverId).toBe(hauler.id)
    let { version } = (await t.request('POST', `/v1/offers/${offer?.id}/accept`, { as: hauler.token })).body
    for (const status of DRIVER_STATUSES) {
      const body = { status, version: version++ }
      const { status: code } = await t.request('POST', `/v1/bookings/${first}/status`, {
        as: hauler.token,
        body,
      })
      expect(code).toBe(200)
    }
    await until(() => t.deps.driverIndex.get(hauler.id)?.bookingId === null)
    const second = await book()
    await tick()
    expect((await offersOf(second))[0]?.driverId).toBe(idler.id)
  })

  test('keeps the rounds of a long search readable', async () => {
    const bookingId = await book()
    for (let second = 0; second <= 40; second++) {
      await tick()
      t.clock.offsetMs += 1_000
    }
    const kept = (await decisionsOf(bookingId)).length
    expect([3, 4]).toContain(kept)
  })

  test(
    'run by two dispatchers at once asks every driver and for every booking once',
    async () => {
      const drivers = await Promise.all(Array.from({ length: 12 }, (_, n) => driverAt(n)))
      const bookingIds = await Promise.all(Array.from({ length: 12 }, () => book()))
      for (let round = 0; round < 5; round++) {
        await Promise.all([tick(), tick(), tick()])
        expect(await findContradictions(t.deps.sql)).toEqual([])
      }
      const open = (await Promise.all(bookingIds.map(offersOf))).flat()
      expect(open.map(({ driverId }) => driverId).sort()).toEqual(drivers.map(({ id }) => id).sort())
      expect(open.every(({ state }) => state === 'open')).toBe(true)
    },
    START_MS,
  )
})
