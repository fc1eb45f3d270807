import { afterAll, describe, expect, test } from 'bun:test'
import {
  createScheduleApp,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
} from '../../booking/schedule/testing/create-schedule-app.ts'
import { findContradictions } from '../../testing/find-contradictions.ts'

const t = await createScheduleApp()
afterAll(async () => {
  expect(await findContradictions(t.deps.sql)).toEqual([])
  await t.close()
})
const { bookIn, readRow, eventsOf, commit, finishAll, customer, operator, drivers } = t
const [driver, other] = drivers
type Driver = typeof driver

const reason = { reason: 'a test' }
const release = (id: string, as: string) =>
  t.request('POST', `/v1/bookings/${id}/release`, { as, body: reason })
const scheduledOf = async ({ token }: Driver, query = '') => {
  const { body } = await t.request('GET', `/v1/driver/scheduled${query}`, { as: token })
  return { ids: body.items.map((item: { bookingId: string }) => item.bookingId) as string[], ...body }
}
const heldOf = ({ id }: Driver) =>
  t.deps.sql`select * from commitments where driver_id = ${id} and state = 'held'`

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
    await finishAll(later, sooner, far, bike)
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
    await finishAll(id)
  })

  test('are open to others again once the driver who has promised is suspended', async () => {
    const ids = [await bookIn(2 * DAY_MS), await bookIn(4 * DAY_MS)] as const
    const leaver = await t.availableDriver(12.97, 77.59)
    for (const id of ids) expect((await commit(id, leaver)).status).toBe(200)
    const change = { approval: 'suspended', reason: 'a complaint' }
    const changed = await t.request('PATCH', `/v1/admin/drivers/${leaver.id}`, { as: t.admin, body: change })
    expect(changed.status).toBe(200)
    expect(await heldOf(leaver)).toHaveLength(0)
    for (const id of ids) {
      expect((await eventsOf(id)).at(-1)).toBe('commitment_released')
      expect((await commit(id, other)).status).toBe(200)
    }
    await finishAll(...ids)
  })

  test('can be given back by the driver or an operator, by nobody else', async () => {
    const id = await bookIn(DAY_MS)
    await commit(id, driver)
    expect((await release(id, other.token)).status).toBe(404)
    expect((await release(id, driver.token)).status).toBe(204)
    expect((await release(id, driver.token)).status).toBe(404)
    await commit(id, other)
    expect((await release(id, operator)).status).toBe(204)
    const [audited] = await t.deps.sql`select action from audit_log where subject_id = ${id}`
    expect(audited?.action).toBe('commitment.release')
    expect(await eventsOf(id)).toEqual([
      ...['created', 'driver_committed', 'commitment_released', 'driver_committed', 'commitment_released'],
    ])
    await finishAll(id)
  })

  test('cost a driver who gives them back in the last two hours what dropping out costs, and before that nothing', async () => {
    const countsOf = async () => {
      const { body } = await t.request('GET', `/v1/drivers/${driver.id}/reliability`, { as: operator })
      return [body.assigned, body.droppedOut, body.expected.dropOutRate] as [number, number, number]
    }
    const before = await countsOf()
    const [early, taken, late] = [await bookIn(DAY_MS), await bookIn(2 * DAY_MS), await bookIn(3 * DAY_MS)]
    for (const id of [early, taken, late]) expect((await commit(id, driver)).status).toBe(200)
    await release(early, driver.token)
    const soon = new Date(t.clock.now().getTime() + 2 * HOUR_MS)
    await t.deps.sql`update bookings set scheduled_for = ${soon} where id in (${taken}, ${late})`
    await release(taken, operator)
    expect(await countsOf()).toEqual(before)
    await release(late, driver.token)
    const after = await countsOf()
    expect(after.slice(0, 2)).toEqual([before[0] + 1, before[1] + 1])
    expect(after[2]).toBeGreaterThan(before[2])
    await finishAll(early, taken, late)
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
    await finishAll(...near, after)
  })

  test('are refused by the way between them as well', async () => {
    const first = await bookIn(DAY_MS, { ...t.haul, dropoff: { lat: 13.3, lng: 77.59 } })
    const { durationS } = await readRow(first)
    // Its time begins after the other's end, but the way from there takes longer than is left.
    const then = await bookIn(DAY_MS + (durationS + 1_800) * 1_000 + 21 * MINUTE_MS)
    expect((await commit(first, driver)).status).toBe(200)
    expect((await commit(then, driver)).body.code).toBe('commitment_overlaps')
    expect((await commit(then, other)).status).toBe(200)
    await finishAll(first, then)
  })

  test('are refused to who may not drive them', async () => {
    const id = await bookIn(DAY_MS, { ...t.haul, cargo: { weightKg: 700 } })
    await t.deps.sql`update vehicles set capacity_kg = 600`
    expect((await commit(id, driver)).body).toMatchObject({ code: 'vehicle_missing', gate: 'too_heavy' })
    await t.deps.sql`update vehicles set capacity_kg = 750`
    await t.deps.sql`update drivers set approval = 'suspended' where user_id = ${driver.id}`
    expect((await commit(id, driver)).body.code).toBe('driver_not_approved')
    await t.deps.sql`update drivers set approval = 'approved' where user_id = ${driver.id}`
    await finishAll(id)
    expect((await commit(id, driver)).body.code).toBe('not_found')
  })

  test('are refused to who will not be fit for them by then, and given to nobody whose papers ran out meanwhile', async () => {
    const [soon, later] = [await bookIn(2 * HOUR_MS), await bookIn(3 * DAY_MS)]
    const [row] = await t.deps.sql`select vehicle_id from drivers where user_id = ${driver.id}`
    const path = `/v1/admin/vehicles/${row?.vehicle_id}/maintenance`
    // Within the haul, over before its end.
    const times = { startsAt: t.timeIn(3 * DAY_MS + MINUTE_MS), endsAt: t.timeIn(3 * DAY_MS + 2 * MINUTE_MS) }
    const planned = await t.request('POST', path, { as: t.admin, body: { ...times, ...reason } })
    const unfit = { code: 'vehicle_missing', gate: 'vehicle_maintenance' }
    expect((await commit(later, driver)).body).toMatchObject(unfit)
    await t.request('POST', `/v1/admin/maintenance/${planned.body.id}/cancel`, { as: t.admin })
    await t.deps.sql`insert into fleet_settings values (1, 'UTC', '{driving_licence}', '{}', 1, now())`
    const expiresOn = t.timeIn(DAY_MS).slice(0, 10)
    await t.deps.sql`insert into documents (id, driver_id, kind, number, expires_on, created_at)
      values (gen_random_uuid(), ${driver.id}, 'driving_licence', 'L 1', ${expiresOn}, now())`
    expect((await commit(later, driver)).body.code).toBe('documents_invalid')
    expect((await commit(soon, driver)).status).toBe(200)
    await t.deps.sql`update documents set removed_at = now()`
    t.pass(101 * MINUTE_MS)
    await t.hear(driver)
    await t.sweepTenTimes()
    expect(await readRow(soon)).toMatchObject({ state: 'searching' })
    expect(await eventsOf(soon)).toContain('commitment_lapsed')
    await t.deps.sql`delete from fleet_settings`
    await finishAll(soon, later)
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
      expect([200, 404]).toContain(promised.status)
      await finishAll(id)
      expect(await heldOf(driver)).toHaveLength(0)
    }
  })
})
