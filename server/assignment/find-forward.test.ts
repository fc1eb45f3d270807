import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHaulApp, type HaulApp, type User } from '../booking/testing/create-haul-app.ts'
import { systemContext } from '../platform/context.ts'
import { until } from '../testing/until.ts'
import { marketOf, solarHour } from '../tracking/geo.ts'
import { matchBatch } from './match-batch.ts'
import { readSearches } from './read-searches.ts'
import { runTick } from './run-tick.ts'
import { surveySupply } from './survey-supply.ts'

const START_MS = 30_000
/** The way from the pickup to the drop-off takes about eleven minutes; a driver may report such a jump after two. */
const JUMP_MS = 120_000
const HANDLING_S = 120
const PICKUP = { lat: 12.97, lng: 77.59 }
const STOP = { lat: 12.95, lng: 77.605 }
const DROPOFF = { lat: 12.93, lng: 77.62 }
const NEAR_DROPOFF = { lat: 12.935, lng: 77.62 }
/** Beside the drop-off, and more than two kilometres from the free driver. */
const NEXT = { lat: 12.931, lng: 77.621 }
const FREE_AT = { lat: 12.95, lng: 77.63 }

let h: HaulApp
let busy: User
let free: User
beforeAll(async () => {
  h = await createHaulApp()
  ;[busy, free] = h.drivers
}, START_MS)
afterAll(() => h.close())

const indexed = (driver: User) => h.deps.driverIndex.get(driver.id)
const book = async (places: object) => {
  const quoteId = await h.quote(h.customer.token, { ...h.haul, ...places })
  return (await h.book(h.customer.token, quoteId)).body.id as string
}
/** Time passes, and both drivers report where they are then. */
async function move(busyAt: object, freeAt: object = FREE_AT): Promise<void> {
  h.pass(JUMP_MS)
  for (const [driver, place] of [
    [busy, busyAt],
    [free, freeAt],
  ] as const) {
    const positions = [{ ...place, recordedAt: h.clock.now().toISOString() }]
    const answer = await h.request('POST', '/v1/driver/positions', { as: driver.token, body: { positions } })
    expect(answer.body.accepted).toBe(1)
  }
}
/** The round that dispatch would have for a booking now; undefined when it is not looked for. */
async function roundOf(bookingId: string) {
  const context = systemContext(h.deps, 'test')
  const look = { k: 16, supply: surveySupply(context) }
  const { searches } = await readSearches(context, { market: marketOf(PICKUP), after: null, ...look })
  return searches.find(({ booking }) => booking.id === bookingId)
}
const candidate = async (bookingId: string, { id }: User) =>
  (await roundOf(bookingId))?.candidates.find(({ driverId }) => driverId === id)
/** The driver as another's offer ahead would have it. */
async function offerAhead(bookingId: string, state: 'forward' | 'queued'): Promise<void> {
  const now = h.clock.now()
  await h.deps.sql`insert into offers ${h.deps.sql({
    ...{ id: h.deps.newId(), booking_id: bookingId, driver_id: busy.id, state, free_in_s: 60 },
    ...{ pickup_distance_m: 1, pickup_eta_s: 1, created_at: now, expires_at: now },
    decided_at: state === 'queued' ? now : null,
  })}`
}

describe('a driver on a haul', () => {
  test(
    'is a candidate from the goods on board to the delivery, while the drop-off is the only place ahead and near',
    async () => {
      const haul = await h.newBooking()
      await h.assign(haul, busy)
      for (const state of ['assigned', 'en_route_to_pickup', 'arrived_at_pickup']) {
        expect((await h.readRow(haul)).state).toBe(state as never)
        expect(indexed(busy)?.dropoff ?? null).toBe(null)
        await h.advance(haul, busy)
      }
      await until(() => indexed(busy)?.dropoff?.lat === DROPOFF.lat)
      const next = await book({ pickup: NEXT })
      await move(PICKUP)
      expect(await candidate(next, busy)).toBeUndefined()
      await move(NEAR_DROPOFF)
      const hour = solarHour(NEXT.lng, h.clock.now())
      const etaS = (from: typeof NEXT, to: typeof NEXT) => h.deps.routing.etaS(from, to, 'van', hour)
      const driveS = etaS(DROPOFF, NEXT)
      const freeInS = etaS(NEAR_DROPOFF, DROPOFF) + HANDLING_S
      const ahead = await candidate(next, busy)
      expect(ahead).toMatchObject({ freeInS, etaS: freeInS + driveS })
      expect(ahead?.costs).toMatchObject({ pickupEta: driveS, untilFree: freeInS })
      expect(ahead?.distanceM).toBeLessThan(200)
      // Nearer to the pickup than the free driver, the haul at hand included.
      const search = await roundOf(next)
      expect(search && matchBatch([search]).choices[0]?.driverId).toBe(busy.id)
      await h.advance(haul, busy)
      expect(await candidate(next, busy)).toMatchObject({ freeInS })
      await h.advance(haul, busy)
      await until(() => indexed(busy)?.dropoff === null)
      expect(await candidate(next, busy)).toBeUndefined()
      await h.finish(haul)
      await until(() => indexed(busy)?.bookingId === null)
      expect((await candidate(next, busy))?.freeInS).toBeUndefined()
      await h.cancel(next, h.customer.token)
    },
    START_MS,
  )

  test(
    'is held for a booking, not asked, until that has waited four minutes; then they are asked ahead',
    async () => {
      const haul = await h.newBooking()
      await h.assign(haul, busy)
      while ((await h.readRow(haul)).state !== 'goods_collected') await h.advance(haul, busy)
      await until(() => indexed(busy)?.dropoff)
      const next = await book({ pickup: NEXT })
      await move(NEAR_DROPOFF)
      const tick = () => runTick(systemContext(h.deps, 'tick'))
      expect(await tick()).toBe(0)
      const [decision] = await h.deps.sql`
        select kind, chosen_driver_id as "driverId" from dispatch_decisions where booking_id = ${next}`
      expect(decision).toMatchObject({ kind: 'unmatched', driverId: busy.id })
      await move(NEAR_DROPOFF)
      expect(await tick()).toBe(1)
      const [offer] = await h.deps.sql`
        select driver_id as "driverId", state, free_in_s as "freeInS" from offers where booking_id = ${next}`
      expect(offer).toMatchObject({ driverId: busy.id, state: 'forward', freeInS: expect.any(Number) })
      await h.cancel(next, h.customer.token)
      await h.finish(haul)
      await until(() => indexed(busy)?.bookingId === null)
    },
    START_MS,
  )

  test(
    'is none before the last stop, while paused, nor with a next haul at hand, whose booking is looked for no more',
    async () => {
      const haul = await book({ stops: [STOP] })
      await h.assign(haul, busy)
      while ((await h.readRow(haul)).state !== 'goods_collected') await h.advance(haul, busy)
      const [next, other] = [await book({ pickup: NEXT }), await book({ pickup: NEXT })]
      await move(NEAR_DROPOFF)
      await until(() => indexed(busy)?.bookingId === haul)
      expect(await candidate(next, busy)).toBeUndefined()
      const { version } = await h.readRow(haul)
      await h.request('POST', `/v1/bookings/${haul}/stop-reached`, { as: busy.token, body: { version } })
      await until(() => indexed(busy)?.dropoff)
      expect((await candidate(next, busy))?.gate).toBeUndefined()
      await h.deps.sql`update driver_availability set status = 'paused' where driver_id = ${busy.id}`
      h.deps.broadcast.publish('driver-changes', { driverId: busy.id })
      await until(() => indexed(busy)?.status === 'paused')
      expect(await candidate(next, busy)).toBeUndefined()
      await h.deps.sql`update driver_availability set status = 'available' where driver_id = ${busy.id}`
      h.deps.broadcast.publish('driver-changes', { driverId: busy.id })
      await until(() => indexed(busy)?.status === 'available')
      for (const state of ['forward', 'queued'] as const) {
        await offerAhead(next, state)
        expect(await roundOf(next)).toBeUndefined()
        expect(await candidate(other, busy)).toMatchObject({
          gate: 'has_next_offer',
          freeInS: expect.any(Number),
        })
        await h.deps.sql`delete from offers where booking_id = ${next}`
      }
      expect((await candidate(other, busy))?.gate).toBeUndefined()
    },
    START_MS,
  )
})
