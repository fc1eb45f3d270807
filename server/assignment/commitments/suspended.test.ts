import { afterAll, expect, test } from 'bun:test'
import { createScheduleApp, DAY_MS, HOUR_MS } from '../../booking/schedule/testing/create-schedule-app.ts'
import { findContradictions } from '../../testing/find-contradictions.ts'

const t = await createScheduleApp()
afterAll(async () => {
  expect(await findContradictions(t.deps.sql)).toEqual([])
  await t.close()
})
const [driver, other] = t.drivers
const approve = (approval: string) =>
  t.request('PATCH', `/v1/admin/drivers/${driver.id}`, { as: t.admin, body: { approval } })
const heldOf = () =>
  t.deps.sql`select booking_id from commitments where driver_id = ${driver.id} and state = 'held'`

test('who is suspended has promised nothing any more, and others may promise it', async () => {
  const ids = [await t.bookIn(DAY_MS), await t.bookIn(2 * DAY_MS)]
  for (const id of ids) expect((await t.commit(id, driver)).status).toBe(200)
  expect((await approve('suspended')).status).toBe(200)
  expect(await heldOf()).toHaveLength(0)
  for (const id of ids) {
    expect(await t.eventsOf(id)).toEqual(['created', 'driver_committed', 'commitment_released'])
    expect((await t.commit(id, other)).status).toBe(200)
  }
  expect((await approve('approved')).status).toBe(200)
  expect(await heldOf()).toHaveLength(0)
  await t.finishAll(...ids)
})

test('a promise and a suspension at the same time leave no promise behind', async () => {
  for (let round = 0; round < 6; round++) {
    const ids = [await t.bookIn(DAY_MS), await t.bookIn(DAY_MS + 4 * HOUR_MS)]
    const [suspended] = await Promise.all([approve('suspended'), ...ids.map((id) => t.commit(id, driver))])
    expect(suspended?.status).toBe(200)
    expect(await heldOf()).toHaveLength(0)
    await t.finishAll(...ids)
    await approve('approved')
  }
})
