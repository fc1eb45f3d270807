import { afterAll, describe, expect, test } from 'bun:test'
import { asc, eq } from 'drizzle-orm'
import { etaCorrections, etaObservations, outbox } from '../db/schema/index.ts'
import { readCorrections } from '../server/analytics/keep-corrections.ts'
import { learnFromMove } from '../server/analytics/learn-from-move.ts'
import { createDrives, FAR } from '../server/analytics/testing/create-drives.ts'
import { requireDatabaseUrl } from '../server/config.ts'
import { connectDeps } from '../server/connect-deps.ts'
import { inTransaction, systemContext } from '../server/platform/context.ts'
import type { EventData } from '../server/platform/event-log/events.ts'
import { until } from '../server/testing/until.ts'
import { startLearning } from './learning.ts'

const HALF_DAY_MS = 43_200_000
const SLOW = 1.5
const DRIVES = 12
const LEGS = ['pickup', 'haul'] as const

const t = await createDrives()
const { deps, market, hoursNow, plainS, passToMorning } = t
const { pickup, dropoff } = t.haul
const relay = await deps.eventLog.startRelay()
const learning = await startLearning(deps)
afterAll(async () => {
  await Promise.all([learning.stop(), relay.stop()])
  await t.close()
})

const readLearnt = () => deps.db.select().from(etaCorrections).orderBy(asc(etaCorrections.leg))
const readObservations = async (bookingId: string) => {
  const rows = await deps.db.select().from(etaObservations).where(eq(etaObservations.bookingId, bookingId))
  return Object.fromEntries(rows.map((row) => [row.leg, row]))
}
/** What is promised now: to the pickup from where the driver is, and by a quote. */
async function promisedS() {
  const { body } = await t.request('POST', '/v1/quotes', { as: t.customer.token, body: t.haul })
  return { pickup: deps.routing.etaS(FAR, pickup, 'van', hoursNow().pickup), haul: body.durationS as number }
}
/** A haul whose drives take half as long again as plainly estimated, once it has been learnt from. */
async function haulSlowly() {
  const plain = await plainS()
  const id = await t.search()
  expect((await t.assign(id, t.driver)).status).toBe(200)
  await t.driveToPickup(id, plain.pickup * SLOW)
  await t.drive(id, plain.haul * SLOW)
  await until(async () => Object.keys(await readObservations(id)).length === LEGS.length)
  return id
}
async function biasS(leg: string, from: Date) {
  const to = new Date(from.getTime() + HALF_DAY_MS)
  const query = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() })
  const { body } = await t.request('GET', `/v1/analytics/estimates?${query}`, { as: t.operator })
  return body.items.find((item: { leg: string }) => item.leg === leg).biasS as number
}

describe('drives that take half as long again', () => {
  let firstMorning: Date

  test('are held to what was promised of each leg', async () => {
    passToMorning()
    firstMorning = deps.clock.now()
    const [hours, plain] = [hoursNow(), await plainS()]
    expect(await promisedS()).toEqual(plain)
    const observed = await readObservations(await haulSlowly())
    for (const leg of LEGS) {
      const promise = { market, vehicleClass: 'van', hour: hours[leg], predictedS: plain[leg] }
      expect(observed[leg]).toMatchObject(promise)
      expect((observed[leg]?.actualS ?? 0) / plain[leg]).toBeCloseTo(SLOW, 1)
    }
    expect(await readLearnt()).toMatchObject([
      { market, leg: 'haul', hour: hours.haul, samples: 1 },
      { market, leg: 'pickup', hour: hours.pickup, samples: 1 },
    ])
  })

  test('teach once, though the log brings their events again when the inbox has long forgotten them', async () => {
    const before = await readLearnt()
    const events = await deps.db.select().from(outbox).where(eq(outbox.type, 'booking.moved'))
    for (const { data } of events)
      await inTransaction(systemContext(deps, 'again'), (tx) =>
        learnFromMove(tx, data as EventData<'booking.moved'>),
      )
    expect(await readLearnt()).toEqual(before)
  })

  test('make the promises longer that are made next, in every process, and their errors smaller', async () => {
    for (let n = 1; n < DRIVES; n++) {
      passToMorning()
      await readCorrections(deps)
      await haulSlowly()
    }
    passToMorning()
    await readCorrections(deps)
    const [lastMorning, plain, promised, hours] = [
      deps.clock.now(),
      await plainS(),
      await promisedS(),
      hoursNow(),
    ]
    for (const leg of LEGS) {
      const factor = deps.corrections.factorOf(market, 'van', leg, hours[leg])
      expect(factor).toBeGreaterThan(1 + 0.7 * (SLOW - 1))
      expect(factor).toBeLessThan(1.01 * SLOW)
      expect(promised[leg]).toBe(Math.round(plain[leg] * factor))
    }
    const fresh = await connectDeps(requireDatabaseUrl(deps.config), deps.clock)
    expect(fresh.deps.routing.etaS(FAR, pickup, 'van', hours.pickup)).toBe(promised.pickup)
    const { durationS } = await fresh.deps.routing.route([pickup, dropoff], 'van', hours.haul)
    expect(durationS).toBe(promised.haul)
    await fresh.close()
    const observed = await readObservations(await haulSlowly())
    for (const leg of LEGS) {
      expect(observed[leg]?.predictedS).toBe(promised[leg])
      expect(await biasS(leg, lastMorning)).toBeLessThan(0.4 * (await biasS(leg, firstMorning)))
    }
  })
})
