import { afterAll, describe, expect, test } from 'bun:test'
import { inTransaction } from '../../platform/context.ts'
import { startScheduledSearches } from '../start-scheduled-searches.ts'
import { sendReminders } from './send-reminders.ts'
import { remindersOf, setTimers } from './set-timers.ts'
import { createScheduleApp, DAY_MS, HOUR_MS, MINUTE_MS } from './testing/create-schedule-app.ts'

const t = await createScheduleApp()
afterAll(() => t.close())
const { bookIn, jobsOf, readRow, reschedule, cancel, customer, drivers, system, pass } = t
const remindTenTimes = () => Promise.all(Array.from({ length: 10 }, () => sendReminders(system())))
const sentOf = async (id: string) => (await t.remindersOf(id)).map(({ data }) => data.minutesBefore)

describe('the timers of a scheduled booking', () => {
  test('are filed with it, move with its time and go with it', async () => {
    const id = await bookIn(2 * DAY_MS)
    const before = await readRow(id)
    const timesOf = (scheduledFor: Date | null, searchAt: Date | null) => {
      const ago = (minutes: number) =>
        new Date((scheduledFor?.getTime() ?? 0) - minutes * MINUTE_MS).toISOString()
      return {
        search: searchAt?.toISOString() as string,
        ...{ 'reminder 1440': ago(1_440), 'reminder 60': ago(60), 'reminder 15': ago(15) },
      }
    }
    expect(await jobsOf(id)).toEqual(timesOf(before.scheduledFor, before.searchAt))
    const scheduledFor = new Date((before.scheduledFor?.getTime() ?? 0) + 10 * MINUTE_MS).toISOString()
    const quoteId = await t.quoteAt(scheduledFor)
    expect((await reschedule(id, { scheduledFor, quoteId, version: 1 })).status).toBe(200)
    const after = await readRow(id)
    expect((after.searchAt?.getTime() ?? 0) - (before.searchAt?.getTime() ?? 0)).toBe(10 * MINUTE_MS)
    expect(await jobsOf(id)).toEqual(timesOf(after.scheduledFor, after.searchAt))
    await cancel(id, customer.token)
    expect(await jobsOf(id)).toEqual({})
  })

  test('are not there when the transaction that filed them is rolled back', async () => {
    const id = crypto.randomUUID()
    const scheduledFor = new Date(t.clock.now().getTime() + HOUR_MS)
    const filed = inTransaction(system(), async (tx) => {
      await tx.jobs.put(tx, [{ bookingId: id, kind: 'search', at: scheduledFor }])
      throw new Error('rolled back')
    })
    await expect(filed).rejects.toThrow('rolled back')
    expect(await jobsOf(id)).toEqual({})
    const failing = inTransaction(system(), (tx) =>
      setTimers(tx, { id, scheduledFor, searchAt: scheduledFor }),
    )
    await expect(failing).rejects.toThrow()
    expect(await jobsOf(id)).toEqual({})
  })
})

describe('reminders', () => {
  test('are only of what is far enough ahead', () => {
    const now = new Date('2026-10-25T00:30:00Z')
    const minutesOf = (ms: number) =>
      remindersOf(new Date(now.getTime() + ms), now).map(({ minutesBefore }) => minutesBefore)
    expect(minutesOf(DAY_MS + 9 * MINUTE_MS)).toEqual([60, 15])
    expect(minutesOf(DAY_MS + 10 * MINUTE_MS)).toEqual([1_440, 60, 15])
    expect(minutesOf(65 * MINUTE_MS)).toEqual([15])
    expect(minutesOf(30 * MINUTE_MS)).toEqual([15])
  })

  test('are sent once each, however many send them, the last to a driver alone', async () => {
    const id = await bookIn(26 * HOUR_MS)
    await remindTenTimes()
    expect(await sentOf(id)).toEqual([])
    pass(2 * HOUR_MS + 1)
    await remindTenTimes()
    expect(await sentOf(id)).toEqual([1_440])
    pass(23 * HOUR_MS)
    await t.availableDriver(12.97, 77.59)
    const committed = await t.request('POST', `/v1/bookings/${id}/commit`, { as: drivers[0].token })
    expect(committed.status).toBe(200)
    await remindTenTimes()
    await remindTenTimes()
    const row = await readRow(id)
    const [, hourBefore] = await t.remindersOf(id)
    expect(hourBefore?.data).toEqual({
      ...{ bookingId: id, customerId: customer.id, driverId: drivers[0].id, minutesBefore: 60 },
      pickupAt: row.scheduledFor?.toISOString() as string,
    } as never)
    pass(45 * MINUTE_MS)
    await remindTenTimes()
    expect(await sentOf(id)).toEqual([1_440, 60, 15])
    await t.finish(id)
  })

  test('of nobody who could come are none', async () => {
    const id = await bookIn(40 * MINUTE_MS)
    pass(26 * MINUTE_MS)
    await remindTenTimes()
    expect(await sentOf(id)).toEqual([])
    expect(await t.deps.sql`select * from booking_reminders where booking_id = ${id}`).toHaveLength(0)
  })

  test('come again for another time, not for a cancelled booking, and not when they would be untrue', async () => {
    const id = await bookIn(90 * MINUTE_MS)
    const late = await bookIn(90 * MINUTE_MS)
    const gone = await bookIn(90 * MINUTE_MS)
    pass(31 * MINUTE_MS)
    await cancel(gone, customer.token)
    await Promise.all([
      sendReminders(system(), [id]),
      sendReminders(system(), [id]),
      sendReminders(system(), [gone]),
    ])
    const { version, scheduledFor } = await readRow(id)
    const to = new Date((scheduledFor?.getTime() ?? 0) + 50 * MINUTE_MS).toISOString()
    expect((await reschedule(id, { scheduledFor: to, version, quoteId: await t.quoteAt(to) })).status).toBe(
      200,
    )
    await remindTenTimes()
    // Only the one that had been due; of the late one, whose hour is half over by now, none any more.
    pass(30 * MINUTE_MS)
    await t.deps.sql`delete from booking_reminders where booking_id = ${late} and sent_at is not null`
    await t.deps.sql`delete from outbox where data->>'bookingId' = ${late} and type = 'booking.reminder'`
    await t.deps.sql`insert into booking_reminders values (${late}, 60, ${t.clock.now()}, null)`
    pass(20 * MINUTE_MS)
    await remindTenTimes()
    const sent = await t.remindersOf(id)
    expect(sent.map(({ data }) => [data.minutesBefore, data.pickupAt])).toEqual([
      [60, scheduledFor?.toISOString() as string],
      [60, to],
    ])
    expect(await sentOf(gone)).toEqual([])
    expect(await sentOf(late)).toEqual([])
  })
})

test('a clock that jumps ahead and back starts each search once, and none before its time', async () => {
  const ids = [await bookIn(40 * MINUTE_MS), await bookIn(3 * HOUR_MS)] as const
  const at = (ms: number) => {
    const context = system()
    const now = new Date(t.clock.now().getTime() + ms)
    return startScheduledSearches({ ...context, clock: { now: () => now } })
  }
  const statesOf = () => Promise.all(ids.map(async (id) => (await readRow(id)).state))
  await at(-DAY_MS)
  await at(19 * MINUTE_MS)
  expect(await statesOf()).toEqual(['scheduled', 'scheduled'])
  await at(21 * MINUTE_MS)
  await at(-HOUR_MS)
  await at(21 * MINUTE_MS)
  expect(await statesOf()).toEqual(['searching', 'scheduled'])
  await Promise.all([at(3 * HOUR_MS), at(-3 * HOUR_MS), at(3 * HOUR_MS)])
  expect(await statesOf()).toEqual(['searching', 'searching'])
  for (const id of ids) {
    const starts = (await t.readHistory(id)).filter(({ toState }) => toState === 'searching')
    expect(starts).toHaveLength(1)
  }
})

test('a booking across a change to or from summer time is due by the instant, whatever the local clocks say', async () => {
  const { searchAt } = await import('./predict-search.ts')
  const limits = { scheduleMarginMs: 0, scheduleLeadMinMs: 20 * MINUTE_MS }
  // 09:00 in London on the day before and on the day of each change: 24 hours apart, less or more one.
  for (const [before, on, hours] of [
    ['2026-03-28T09:00:00Z', '2026-03-29T08:00:00Z', 23],
    ['2026-10-24T08:00:00Z', '2026-10-25T09:00:00Z', 25],
  ] as const) {
    const now = new Date(before)
    const due = (at: string) => searchAt(new Date(at), { pickupS: 0, now }, limits).getTime()
    const offsetMs = new Date(on).getTime() - now.getTime()
    expect(offsetMs).toBe(hours * HOUR_MS)
    expect(due(on)).toBe(new Date(on).getTime() - 20 * MINUTE_MS)
    const [dayBefore] = remindersOf(new Date(on), new Date(now.getTime() - DAY_MS))
    expect(dayBefore?.dueAt.getTime()).toBe(new Date(on).getTime() - DAY_MS)
  }
})
