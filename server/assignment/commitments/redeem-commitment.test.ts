import { afterAll, describe, expect, test } from 'bun:test'
import { createScheduleApp, HOUR_MS, MINUTE_MS } from '../../booking/schedule/testing/create-schedule-app.ts'
import { findContradictions } from '../../testing/find-contradictions.ts'
import { runTick } from '../run-tick.ts'

const t = await createScheduleApp()
afterAll(async () => {
  expect(await findContradictions(t.deps.sql)).toEqual([])
  await t.close()
})
const { bookIn, bookNow, readRow, eventsOf, commit, hear, finishAll, customer, operator, drivers, pass } = t
const [driver, other] = drivers

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
    await finishAll(id)
  })

  test('is waited for while the driver is away, then searched for among others: the history tells, and it counts', async () => {
    const droppedOut = async () =>
      (await t.request('GET', `/v1/drivers/${driver.id}/reliability`, { as: operator })).body
        .droppedOut as number
    const before = await droppedOut()
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
    expect(await droppedOut()).toBe(before + 1)
    await finishAll(id)
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
    expect(
      await t.deps.sql`select from driver_reliability_days where driver_id = ${other.id} and dropped_out > 0`,
    ).toHaveLength(0)
    await finishAll(id)
  })

  test('of who lacks a paper that is required by then is searched for at once, and nobody can promise so', async () => {
    const id = await bookIn(2 * HOUR_MS)
    await commit(id, other)
    await t.deps.sql`
      insert into fleet_settings (id, time_zone, driver_documents, vehicle_documents, version, updated_at)
      values (1, 'UTC', '{driving_licence}', '{}', 1, now())`
    pass(101 * MINUTE_MS)
    await hear(other)
    await t.sweepTenTimes()
    const ahead = await bookIn(2 * HOUR_MS)
    const refused = await commit(ahead, driver)
    await t.deps.sql`delete from fleet_settings`
    expect(await readRow(id)).toMatchObject({ state: 'searching' })
    expect(refused.body.code).toBe('documents_invalid')
    await finishAll(id, ahead)
  })

  test('counts as a haul that became the driver’s, as any other', async () => {
    const counted = async () => {
      const { body } = await t.request('GET', `/v1/drivers/${driver.id}/reliability`, { as: operator })
      return body.assigned as number
    }
    const before = await counted()
    const id = await bookIn(2 * HOUR_MS)
    await commit(id, driver)
    pass(101 * MINUTE_MS)
    await hear(driver)
    await t.sweepTenTimes()
    expect(await counted()).toBe(before + 1)
    await finishAll(id)
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
    await finishAll(long, short, promised)
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
    await finishAll(long, promised)
  })
})
