import { afterAll, describe, expect, test } from 'bun:test'
import { eq } from 'drizzle-orm'
import { etaObservations, offers } from '../../db/schema/index.ts'
import { runTick } from '../assignment/run-tick.ts'
import { startScheduledSearches } from '../booking/start-scheduled-searches.ts'
import { systemContext } from '../platform/context.ts'
import { learnFromMove } from './learn-from-move.ts'
import { readDrive } from './read-drive.ts'
import { createDrives, FAR } from './testing/create-drives.ts'

const MINUTE_MS = 60_000
const t = await createDrives()
afterAll(() => t.close())
const { deps, driver, hoursNow, plainS, passToMorning, search } = t
const context = systemContext(deps, 'a test')

const pickupOf = async (id: string) => readDrive(context, await t.readMove(id, 'arrived_at_pickup'), 'pickup')
const haulOf = async (id: string) => readDrive(context, await t.readMove(id, 'arrived_at_dropoff'), 'haul')
async function searchAndAssign(quote?: object) {
  const id = await search(quote)
  expect((await t.assign(id, driver)).status).toBe(200)
  return id
}

describe('a driven leg', () => {
  test('to the pickup is promised by the offer that was taken, and counts from the assignment', async () => {
    passToMorning()
    const [hours, plain] = [hoursNow(), await plainS()]
    // Nobody else is heard.
    const position = { ...FAR, recordedAt: deps.clock.now().toISOString() }
    await t.request('POST', '/v1/driver/positions', { as: driver.token, body: { positions: [position] } })
    const id = await search()
    t.pass(40_000)
    expect(await runTick(context)).toBe(1)
    const { body } = await t.request('GET', '/v1/driver/offers', { as: driver.token })
    t.pass(8_000)
    const { status } = await t.request('POST', `/v1/offers/${body.items[0].id}/accept`, { as: driver.token })
    expect(status).toBe(200)
    t.pass(90_000)
    await t.driveToPickup(id, 400)
    const leg = { market: t.market, vehicleClass: 'van', factor: 1 } as const
    const reached = await pickupOf(id)
    expect(reached).toMatchObject({ ...leg, leg: 'pickup', hour: hours.pickup, predictedS: plain.pickup })
    expect(reached?.actualS).toBeCloseTo(490, -1)
    await t.drive(id, 1_000)
    const hauled = await haulOf(id)
    expect(hauled).toMatchObject({ ...leg, leg: 'haul', hour: hours.haul, predictedS: plain.haul })
    expect(hauled?.actualS).toBeCloseTo(1_000, -1)
    // Told late, when the offer has become another state, it is the same.
    expect(await pickupOf(id)).toEqual(reached)
  })

  test('is of the driver who drove it', async () => {
    passToMorning()
    const id = await search()
    const [near] = t.drivers
    await t.assign(id, near)
    await t.cancel(id, near.token)
    t.pass(MINUTE_MS)
    await t.assign(id, driver)
    await t.driveToPickup(id, 300)
    expect(await pickupOf(id)).toMatchObject({ predictedS: (await plainS()).pickup })
    expect((await pickupOf(id))?.actualS).toBeCloseTo(300, -1)
    await t.drive(id, 600)
  })

  test('keeps the factor of its promise, whatever is learnt until it ends', async () => {
    passToMorning()
    const [hours, plain] = [hoursNow(), await plainS()]
    const learnt = (factor: number) => ({
      ...{ market: t.market, vehicleClass: 'van' as const, hour: hours.pickup, factor },
      ...{ spread: 0.1, samples: 1e12, updatedAt: deps.clock.now() },
    })
    deps.corrections.take([
      { ...learnt(1.25), leg: 'pickup' },
      { ...learnt(0.8), leg: 'haul', hour: hours.haul },
    ])
    const id = await searchAndAssign()
    const forget = [
      { ...learnt(1), leg: 'pickup' as const },
      { ...learnt(1), leg: 'haul' as const, hour: hours.haul },
    ]
    deps.corrections.take(forget)
    await t.driveToPickup(id, 500)
    await t.drive(id, 900)
    const [reached, hauled] = [await pickupOf(id), await haulOf(id)]
    expect(reached?.predictedS).toBe(Math.round(plain.pickup * 1.25))
    expect(reached?.factor).toBeCloseTo(1.25, 6)
    expect(hauled?.predictedS).toBe(Math.round(plain.haul * 0.8))
    expect(hauled?.factor).toBeCloseTo(0.8, 6)
  })
})

describe('no promise', () => {
  test('of minutes is made by a haul with stops, only of its pickup', async () => {
    const id = await searchAndAssign({ stops: [{ lat: 12.95, lng: 77.6 }] })
    await t.driveToPickup(id, 500)
    await t.drive(id, 3_000)
    expect(await haulOf(id)).toBeNull()
    expect(await pickupOf(id)).toMatchObject({ leg: 'pickup' })
  })

  test('is made to the pickup of a scheduled booking, only of its haul at its own hour', async () => {
    passToMorning()
    const at = new Date(deps.clock.now().getTime() + 180 * MINUTE_MS)
    const hour = (hoursNow().haul + 3) % 24
    const id = await search({ scheduledFor: at.toISOString() })
    t.pass(165 * MINUTE_MS)
    await startScheduledSearches(context)
    await t.assign(id, driver)
    await t.driveToPickup(id, 900)
    await t.drive(id, 1_200)
    expect(await pickupOf(id)).toBeNull()
    expect(await haulOf(id)).toMatchObject({ leg: 'haul', hour })
  })

  test('is made of the way alone by a driver who is still on another haul', async () => {
    const id = await searchAndAssign()
    await deps.db.update(offers).set({ freeInS: 120 }).where(eq(offers.bookingId, id))
    await t.driveToPickup(id, 500)
    expect(await pickupOf(id)).toBeNull()
    await t.drive(id, 900)
  })

  test('can be read from a history that kept no correction', async () => {
    const id = await searchAndAssign()
    await t.driveToPickup(id, 500)
    await t.drive(id, 900)
    // The table itself refuses to be changed.
    await deps.sql.begin(async (sql) => {
      await sql`set local session_replication_role = replica`
      await sql`update booking_events set data = data - 'correction' where booking_id = ${id}`
    })
    expect([await pickupOf(id), await haulOf(id)]).toEqual([null, null])
  })
})

test.each([
  ['a button that was forgotten', 7 * 3_600],
  ['an arrival that was reported at once', 1],
])('nothing is learnt from %s', async (_, actualS) => {
  passToMorning()
  const id = await searchAndAssign()
  await t.driveToPickup(id, actualS)
  await t.drive(id, actualS)
  for (const event of ['arrived_at_pickup', 'arrived_at_dropoff'])
    await learnFromMove(context, await t.readMove(id, event))
  const observed = await deps.db.select().from(etaObservations).where(eq(etaObservations.bookingId, id))
  expect(observed).toEqual([])
})
