/* For tests of the replay: an hour of which everything is known. */
import { expect } from 'bun:test'
import type { ServedDashboard } from './serve-dashboard.ts'

const HOUR_MS = 3_600_000
/** One that is over, and of this day or the one before, wherever the browser's clock stands. */
export const hourMs = new Date(Date.now() - 2 * HOUR_MS).setMinutes(0, 0, 0)
/** A time of it. */
export const at = (s: number) => new Date(hourMs + s * 1_000)

/**
 * One booking made at 500 s, given to the driver at 600 s and cancelled at 900 s, and one that searches from 650 s on. The
 * driver stands until 600 s, drives north by a thousandth of a degree each 10 s until 800 s, and is not heard after that.
 */
export async function recordHour(app: ServedDashboard['app']) {
  const { sql } = app.deps
  const { pickup } = app.haul
  const customer = await app.signUp('customer')
  const book = async () => (await app.book(customer.token, await app.quote(customer.token))).body.id as string
  const driver = await app.availableDriver(pickup.lat, pickup.lng)
  const bookingId = await book()
  const otherId = await book()
  const answers = [
    await app.request('POST', `/v1/bookings/${bookingId}/assign`, {
      as: app.admin,
      body: { driverId: driver.id },
    }),
    await app.request('POST', `/v1/bookings/${bookingId}/cancel`, {
      as: customer.token,
      body: { reason: 'plans_changed' },
    }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  await tellAgain(app, bookingId, [500, 600, 900])
  await tellAgain(app, otherId, [650])
  for (let s = 0; s <= 800; s += 10)
    await sql`insert into tracks (driver_id, recorded_at, lat, lng)
      values (${driver.id}, ${at(s)}, ${pickup.lat + Math.max(0, s - 600) / 10_000}, ${pickup.lng})`
  await sql`insert into duty_periods (driver_id, started_at, status) values (${driver.id}, ${at(-60)}, 'available')`
  const cells = [{ cell: '8860145901fffff', multiplierPermille: 1_400, inputs: { decidedBy: 'demand' } }]
  await sql`insert into surge_publications (id, market, published_at, parameters_version, cells)
    values (${app.deps.newId()}, '8460145ffffffff', ${at(700)}, 0, ${JSON.stringify(cells)}::text::jsonb)`
  return { driverId: driver.id, bookingId }
}

/** Moves all that happened to a booking into the hour. */
async function tellAgain(app: ServedDashboard['app'], id: string, secondsOf: readonly number[]) {
  const [created = 0, decided = 0] = secondsOf
  await app.deps.sql.begin(async (sql) => {
    // History is append-only by its triggers.
    await sql`set local session_replication_role = replica`
    for (const [i, s] of secondsOf.entries())
      await sql`update booking_events set occurred_at = ${at(s)} where booking_id = ${id} and seq = ${i + 1}`
    await sql`update bookings set created_at = ${at(created)}, updated_at = ${at(secondsOf.at(-1) ?? 0)} where id = ${id}`
    await sql`update dispatch_decisions set decided_at = ${at(decided)} where booking_id = ${id}`
    await sql`update offers set created_at = ${at(decided)}, decided_at = ${at(decided)} where booking_id = ${id}`
  })
}
