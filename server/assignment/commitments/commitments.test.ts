import { afterAll, describe, expect, test } from 'bun:test'
import {
  createScheduleApp,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
} from '../../booking/schedule/testing/create-schedule-app.ts'
import { startScheduledSearches } from '../../booking/start-scheduled-searches.ts'
import { findContradictions } from '../../testing/find-contradictions.ts'
import { runTick } from '../run-tick.ts'

const t = await createScheduleApp()
afterAll(async () => {
  expect(await findContradictions(t.deps.sql)).toEqual([])
  await t.close()
})
const { bookIn, readRow, eventsOf, customer, operator, drivers, pass } = t
const [driver, other] = drivers
type Driver = typeof driver

const post = (id: string, verb: string, as: string, body?: object) =>
  t.request('POST', `/v1/bookings/${id}/${verb}`, { as, ...(body && { body }) })
const commit = (id: string, { token }: Driver) => post(id, 'commit', token)
const reason = { reason: 'a test' }
const scheduledOf = async ({ token }: Driver, query = '') => {
  const { body } = await t.request('GET', `/v1/driver/scheduled${query}`, { as: token })
  return { ids: body.items.map((item: { bookingId: string }) => item.bookingId) as string[], ...body }
}
const heldOf = ({ id }: Driver) =>
  t.deps.sql`select * from commitments where driver_id = ${id} and state = 'held'`
/** Where the drivers are, as they say at this moment. */
async function hear(...them: Driver[]) {
  for (const { token } of them) {
    const position = { lat: 12.97, lng: 77.59, recordedAt: t.clock.now().toISOString() }
    await t.request('POST', '/v1/driver/positions', { as: token, body: { positions: [position] } })
  }
}
const bookNow = async (haul: object) =>
  (await t.book(customer.token, await t.quote(customer.token, haul))).body.id as string
async function cleanUp(...ids: string[]) {
  for (const id of ids) await t.finish(id)
}

describe('scheduled hauls that a driver can promise to drive', () => {
  test('are those of their class near them, soonest first, page by page, without those that are promised', async () => {
    const later = await bookIn(3 * DAY_MS)
    const sooner = await bookIn(2 * DAY_MS)
    const far = await bookIn(2 * DAY_MS, { ...t.haul, pickup: { lat: 13.03, lng: 77.6 } })
    const bike = await bookIn(2 * DAY_MS, { ...t.haul, vehicleClass: 'bike' })
    expect((await scheduledOf(driver, '?withinM=5000')).ids).toEqual([sooner, later])
    const first = await scheduledOf(driver, '?limit=1&withinM=5000')
    expect(first.items[0]).toMatchObject({ bookingId: sooner, awayM: 0, committedAt: null })
    expect(first.items[0].pickup).not.toHaveProperty('contact')
    expect((await scheduledOf(driver, `?limit=1&withinM=5000&cursor=${first.nextCursor}`)).ids).toEqual([
      later,
    ])
    expect((await scheduledOf(driver)).ids).toContain(far)
    expect((await scheduledOf(driver, '?lat=13.03&lng=77.6&withinM=5000')).ids).toEqual([far])
    expect((await commit(sooner, driver)).status).toBe(200)
    expect((await scheduledOf(other, '?withinM=5000')).ids).toEqual([later])
    const mine = await scheduledOf(driver, '?show=mine')
    expect(mine.ids).toEqual([sooner])
    expect(mine.items[0].committedAt).not.toBeNull()
    await cleanUp(later, sooner, far, bike)
  })

  test('are promised once: to the first of many at once, and shown to the customer', async () => {
    const id = await bookIn(DAY_MS)
    const answers = await Promise.all([driver, other, driver, other].map((each) => commit(id, each)))
    const [winner] = (await t.deps.sql`select driver_id from commitments where booking_id = ${id}`).map(
      (row) => row.driver_id,
    )
    for (const [i, { status, body }] of answers.entries())
      expect([status, body.code]).toEqual(
        drivers[i % 2]?.id === winner ? [200, undefined] : [409, 'booking_not_open'],
      )
    expect(await eventsOf(id)).toEqual(['created', 'driver_committed'])
    const { body } = await t.request('GET', `/v1/bookings/${id}`, { as: customer.token })
    expect(body.upcoming).toMatchObject({ firstName: 'Test' })
    await cleanUp(id)
  })

  test('can be given back by the driver or an operator, by nobody else', async () => {
    const id = await bookIn(DAY_MS)
    await commit(id, driver)
    expect((await post(id, 'release', other.token, reason)).status).toBe(404)
    expect((await post(id, 'release', driver.token, reason)).status).toBe(204)
    expect((await post(id, 'release', driver.token, reason)).status).toBe(404)
    await commit(id, other)
    expect((await post(id, 'release', operator, reason)).status).toBe(204)
    const [audited] = await t.deps.sql`select action from audit_log where subject_id = ${id}`
    expect(audited?.action).toBe('commitment.release')
    expect(await eventsOf(id)).toEqual([
      ...['created', 'driver_committed', 'commitment_released', 'driver_committed', 'commitment_released'],
    ])
    await cleanUp(id)
  })

  test('never overlap for one driver, however many are promised at once', async () => {
    const near = await Promise.all([0, 5, 10, 15].map((minutes) => bookIn(DAY_MS + minutes * MINUTE_MS)))
    const answers = await Promise.all(near.map((id) => commit(id, driver)))
    const codes = answers.map(({ status, body }) => (status === 200 ? 'promised' : body.code))
    expect(codes.filter((code) => code === 'promised')).toHaveLength(1)
    expect(codes.filter((code) => code === 'commitment_overlaps')).toHaveLength(3)
    expect(await heldOf(driver)).toHaveLength(1)
    const after = await bookIn(DAY_MS + 4 * HOUR_MS)
    expect((await commit(after, driver)).status).toBe(200)
    await cleanUp(...near, after)
  })

  test('are refused by the way between them as well', async () => {
    const first = await bookIn(DAY_MS, { ...t.haul, dropoff: { lat: 13.3, lng: 77.59 } })
    const { durationS } = await readRow(first)
    // Its time begins after the other's end, but the way from there takes longer than is left.
    const then = await bookIn(DAY_MS + (durationS + 1_800) * 1_000 + 21 * MINUTE_MS)
    expect((await commit(first, driver)).status).toBe(200)
    expect((await commit(then, driver)).body.code).toBe('commitment_overlaps')
    expect((await commit(then, other)).status).toBe(200)
    await cleanUp(first, then)
  })

  test('are refused to who may not drive them', async () => {
    const id = await bookIn(DAY_MS, { ...t.haul, cargo: { weightKg: 700 } })
    await t.deps.sql`update vehicles set capacity_kg = 600`
    expect((await commit(id, driver)).body).toMatchObject({ code: 'vehicle_missing', gate: 'too_heavy' })
    await t.deps.sql`update vehicles set capacity_kg = 750`
    await t.deps.sql`update drivers set approval = 'suspended' where user_id = ${driver.id}`
    expect((await commit(id, driver)).body.code).toBe('driver_not_approved')
    await t.deps.sql`update drivers set approval = 'approved' where user_id = ${driver.id}`
    await cleanUp(id)
    expect((await commit(id, driver)).body.code).toBe('booking_not_open')
  })

  test('and a cancellation or a change at the same time leave no promise behind', async () => {
    for (let round = 0; round < 8; round++) {
      const id = await bookIn(DAY_MS)
      const ended =
        round % 2
          ? t.cancel(id, customer.token)
          : t.reschedule(id, { scheduledFor: t.timeIn(DAY_MS + HOUR_MS), version: 1 })
      const [promised] = await Promise.all([commit(id, driver), ended])
      const { state, scheduledFor } = await readRow(id)
      const held = await heldOf(driver)
      if (state === 'cancelled') expect(held).toHaveLength(0)
      else
        for (const { starts_at } of held)
          expect(starts_at.getTime()).toBeLessThan(scheduledFor?.getTime() ?? 0)
      expect([200, 409]).toContain(promised.status)
      await cleanUp(id)
      expect(await heldOf(driver)).toHaveLength(0)
    }
  })
})

describe('a promise that comes due', () => {
  test("is kept: the haul is the driver's at once, and its history has one search", async () => {
    const id = await bookIn(2 * HOUR_MS)
    await commit(id, driver)
    pass(101 * MINUTE_MS)
    await hear(driver)
    await t.sweepTenTimes()
    expect(await readRow(id)).toMatchObject({ state: 'assigned', driverId: driver.id })
    expect(await eventsOf(id)).toEqual(['created', 'driver_committed', 'searching', 'assigned'])
    const { body } = await t.request('GET', `/v1/bookings/${id}/decisions`, { as: operator })
    expect(body.items[0]).toMatchObject({ kind: 'committed', chosenDriverId: driver.id })
    await cleanUp(id)
  })

  test('is waited for while the driver is away, then searched for among others, which the history tells', async () => {
    const id = await bookIn(2 * HOUR_MS)
    await commit(id, driver)
    pass(101 * MINUTE_MS)
    await t.sweepTenTimes()
    expect(await readRow(id)).toMatchObject({ state: 'scheduled' })
    pass(5 * MINUTE_MS)
    await t.sweepTenTimes()
    expect(await readRow(id)).toMatchObject({ state: 'searching' })
    expect(await eventsOf(id)).toEqual(['created', 'driver_committed', 'commitment_lapsed', 'searching'])
    const [lapsed] = await t.deps.sql`select state, end_reason from commitments where booking_id = ${id}`
    expect(lapsed).toMatchObject({ state: 'lapsed', end_reason: 'silent' })
    await cleanUp(id)
  })

  test('of who may not drive it any more is searched for at once', async () => {
    const id = await bookIn(2 * HOUR_MS)
    await commit(id, other)
    await t.deps.sql`update drivers set approval = 'suspended' where user_id = ${other.id}`
    pass(101 * MINUTE_MS)
    await hear(other)
    await t.sweepTenTimes()
    await t.deps.sql`update drivers set approval = 'approved' where user_id = ${other.id}`
    expect(await readRow(id)).toMatchObject({ state: 'searching' })
    const [lapsed] = await t.deps.sql`select end_reason from commitments where booking_id = ${id}`
    expect(lapsed?.end_reason).toBe('not_approved')
    await cleanUp(id)
  })

  test('costs who cancels late the fee of the card, and nobody who cancels early', async () => {
    const fees: number[] = []
    for (const minutesBefore of [130, 60]) {
      const id = await bookIn(4 * HOUR_MS)
      await commit(id, driver)
      pass(4 * HOUR_MS - minutesBefore * MINUTE_MS)
      const { body } = await t.cancel(id, customer.token)
      fees.push(body.cancellation.fee.amount)
    }
    const [card] = await t.deps
      .sql`select cancellation_fee_minor from rate_cards where vehicle_class = 'van' limit 1`
    expect(fees).toEqual([0, card?.cancellation_fee_minor])
  })
})

describe('a driver who has promised', () => {
  test('gets no haul that would not be done in time, and one that would', async () => {
    const promised = await bookIn(50 * MINUTE_MS)
    await commit(promised, driver)
    await t.deps.sql`update driver_availability set status = 'paused' where driver_id = ${other.id}`
    const long = await bookNow({ ...t.haul, dropoff: { lat: 13.1, lng: 77.59 } })
    await hear(driver)
    await runTick(t.system())
    expect(await t.deps.sql`select * from offers where booking_id = ${long}`).toHaveLength(0)
    const { body } = await t.request('GET', `/v1/bookings/${long}/decisions`, { as: operator })
    expect(body.items[0].candidates).toContainEqual(
      expect.objectContaining({ driverId: driver.id, gate: 'committed' }),
    )
    expect((await t.assign(long, driver)).body.code).toBe('driver_committed')
    const short = await bookNow({ ...t.haul, dropoff: { lat: 12.971, lng: 77.59 } })
    expect(await runTick(t.system())).toBe(1)
    const [offer] = await t.deps.sql`select id from offers where booking_id = ${short}`
    expect((await t.request('POST', `/v1/offers/${offer?.id}/accept`, { as: driver.token })).status).toBe(200)
    await cleanUp(long, short, promised)
  })

  test('cannot take up an offer from before the promise that would break it', async () => {
    const long = await bookNow({ ...t.haul, dropoff: { lat: 13.1, lng: 77.59 } })
    await hear(driver)
    expect(await runTick(t.system())).toBe(1)
    const promised = await bookIn(50 * MINUTE_MS)
    expect((await commit(promised, driver)).status).toBe(200)
    const [offer] = await t.deps.sql`select id from offers where booking_id = ${long} and state = 'open'`
    const taken = await t.request('POST', `/v1/offers/${offer?.id}/accept`, { as: driver.token })
    expect(taken).toMatchObject({ status: 409, body: { code: 'driver_committed', bookingId: promised } })
    await startScheduledSearches(t.system())
    await cleanUp(long, promised)
  })
})
