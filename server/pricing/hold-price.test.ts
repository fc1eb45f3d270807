import { afterAll, expect, test } from 'bun:test'
import { rateCards } from '../../db/schema/index.ts'
import {
  createScheduleApp,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
} from '../booking/schedule/testing/create-schedule-app.ts'
import { pricesChannel } from '../platform/channels.ts'

const t = await createScheduleApp()
afterAll(() => t.close())

test('across a change to summer time the price goes by the local clock, and the search by the instant', async () => {
  const year = t.clock.now().getUTCFullYear() + 1
  const sunday = new Date(Date.UTC(year, 2, 31))
  sunday.setUTCDate(31 - sunday.getUTCDay())
  t.pass(sunday.getTime() - 3 * DAY_MS - t.clock.now().getTime())
  const customer = await t.signUp('customer')
  await t.deps.db.update(rateCards).set({
    timeZone: 'Europe/London',
    windows: [
      {
        label: 'Morning',
        days: [1, 2, 3, 4, 5, 6, 7],
        from: '07:00',
        to: '09:00',
        multiplierPermille: 1_500,
      },
    ],
  })
  t.deps.broadcast.publish(pricesChannel(), {})
  const utc = (day: number, hours: number) =>
    new Date(sunday.getTime() + day * DAY_MS + hours * HOUR_MS).toISOString()
  const quoted = await t.request('POST', '/v1/quotes', {
    as: customer.token,
    body: { ...t.haul, scheduledFor: utc(-1, 8.5) },
  })
  const { id } = (await t.book(customer.token, quoted.body.id)).body
  // Half past eight of Sunday is 23 hours later; at the same hour of UTC it is half past nine.
  const late = await t.reschedule(id, { scheduledFor: utc(0, 8.5), version: 1 }, customer.token)
  expect(late.body).toMatchObject({ code: 'requote_required', reasons: ['time_of_day_differs'] })
  const held = await t.reschedule(id, { scheduledFor: utc(0, 7.5), version: 1 }, customer.token)
  expect(held).toMatchObject({ status: 200, body: { isPriceHeld: true, scheduledFor: utc(0, 7.5) } })
  const { searchAt } = await t.readRow(id)
  expect(searchAt?.getTime()).toBe(new Date(utc(0, 7.5)).getTime() - 20 * MINUTE_MS)
})
