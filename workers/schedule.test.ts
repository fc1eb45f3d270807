import { afterAll, describe, expect, test } from 'bun:test'
import { createScheduleApp, HOUR_MS } from '../server/booking/schedule/testing/create-schedule-app.ts'
import { until } from '../server/testing/until.ts'
import type { Worker } from './repeat.ts'
import { startSchedule } from './schedule.ts'

const t = await createScheduleApp()
const { deps, bookIn, readRow } = t
let running: Worker[] = []
const run = async (count = 1) => {
  running = await Promise.all(Array.from({ length: count }, () => startSchedule(deps)))
}
const stop = () => Promise.all(running.map((worker) => worker.stop()))
afterAll(async () => {
  await stop()
  await t.close()
})

const isSearching = async (id: string) => (await readRow(id)).state === 'searching'
/** Makes a booking's search due so long from now, with its timer, or with the timer as it was. */
async function dueIn(id: string, ms: number, { hasTimer = true } = {}) {
  await deps.sql`update bookings set search_at = ${new Date(t.clock.now().getTime() + ms)} where id = ${id}`
  if (hasTimer)
    await deps.sql`update pgboss.job set start_after = now() + ${ms} * interval '1 millisecond'
      where data->>'bookingId' = ${id} and data->>'kind' = 'search'`
}
const startsOf = async (id: string) => (await t.eventsOf(id)).filter((event) => event === 'searching').length

describe('the worker of scheduled bookings', () => {
  test('starts each search once as its timer comes, however many workers there are', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => bookIn(3 * HOUR_MS)))
    for (const [i, id] of ids.entries()) await dueIn(id, i * 100)
    await run(3)
    await until(async () => (await Promise.all(ids.map(isSearching))).every(Boolean))
    await until(async () => (await t.jobsOf(ids[0] as string)).search === undefined)
    expect(await Promise.all(ids.map(startsOf))).toEqual(ids.map(() => 1))
    const { values } = await deps.metrics.searchStartLateness.get()
    expect(values.find(({ metricName }) => metricName?.endsWith('_count'))?.value).toBe(ids.length)
    await stop()
  })

  test('starts what has no timer, what was done without effect, and what a server of the version before booked', async () => {
    const [lost, without, unplanned, early] = await Promise.all([
      ...[bookIn(3 * HOUR_MS), bookIn(3 * HOUR_MS), bookIn(31 * 60_000), bookIn(3 * HOUR_MS)],
    ])
    await deps.sql`delete from pgboss.job where data->>'bookingId' = ${lost as string}`
    await deps.sql`update pgboss.job set state = 'completed', completed_on = now() where data->>'bookingId' = ${without as string}`
    for (const id of [lost, without]) await dueIn(id as string, 0, { hasTimer: false })
    await deps.sql`update bookings set search_at = null, scheduled_for = ${new Date(t.clock.now().getTime() + 19 * 60_000)}
      where id = ${unplanned as string}`
    // Its timer comes, by a database whose clock is ahead of ours.
    await deps.sql`update pgboss.job set start_after = now() where data->>'bookingId' = ${early as string}`
    await run(2)
    const due = [lost, without, unplanned] as string[]
    await until(async () => (await Promise.all(due.map(isSearching))).every(Boolean))
    await until(async () => (await t.jobsOf(early as string)).search === undefined)
    expect(await isSearching(early as string)).toBe(false)
    await dueIn(early as string, 0, { hasTimer: false })
    await until(() => isSearching(early as string))
    for (const id of [...due, early as string]) expect(await startsOf(id)).toBe(1)
    await stop()
  })

  test('goes on by the bookings alone while there are no timers at all', async () => {
    const id = await bookIn(3 * HOUR_MS)
    await dueIn(id, 0)
    await deps.sql`alter schema pgboss rename to pgboss_away`
    await run()
    await until(() => isSearching(id))
    await deps.sql`alter schema pgboss_away rename to pgboss`
    const later = await bookIn(3 * HOUR_MS)
    await dueIn(later, 0)
    await until(async () => (await t.jobsOf(later)).search === undefined)
    await until(() => isSearching(later))
  })

  test('stops within seconds and leaves no connection of its own', async () => {
    const beganMs = performance.now()
    await stop()
    expect(performance.now() - beganMs).toBeLessThan(6_000)
    const jobs =
      () => deps.sql`select 1 from pg_stat_activity where datname = current_database() and query like '%pgboss%'
      and query not like '%pg_stat_activity%' and state = 'active'`
    await until(async () => (await jobs()).length === 0)
  })
})
