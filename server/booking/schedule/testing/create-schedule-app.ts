import { sql as query } from 'drizzle-orm'
import { systemContext } from '../../../platform/context.ts'
import { startScheduledSearches } from '../../start-scheduled-searches.ts'
import { createHaulApp, type User } from '../../testing/create-haul-app.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** The app of hauls, and what belongs to bookings of later; no worker runs but what the test calls. */
export async function createScheduleApp() {
  const t = await createHaulApp()
  const { customer, deps } = t
  let sweeps = 0
  const system = () => systemContext(deps, `sweep-${sweeps++}`)
  const timeIn = (ms: number) => new Date(t.clock.now().getTime() + ms).toISOString()

  async function quoteAt(scheduledFor: string, haul: object = t.haul): Promise<string> {
    const { body } = await t.request('POST', '/v1/quotes', {
      as: customer.token,
      body: { ...haul, scheduledFor },
    })
    if (!body.id) throw new Error(`not quoted: ${JSON.stringify(body)}`)
    return body.id
  }
  const bookAt = async (scheduledFor: string, haul?: object): Promise<string> =>
    (await t.book(customer.token, await quoteAt(scheduledFor, haul))).body.id

  return {
    ...t,
    system,
    timeIn,
    quoteAt,
    bookAt,
    /** Books a haul of so long ahead. */
    bookIn: (ms: number, haul?: object) => bookAt(timeIn(ms), haul),
    reschedule: (id: string, body: object, as: string = customer.token) =>
      t.request('POST', `/v1/bookings/${id}/reschedule`, { as, body }),
    bookNow: async (haul: object) =>
      (await t.book(customer.token, await t.quote(customer.token, haul))).body.id as string,
    commit: (id: string, { token }: User) => t.request('POST', `/v1/bookings/${id}/commit`, { as: token }),
    /** The driver is where they began, as they say at this moment. */
    hear({ token }: User) {
      const position = { lat: 12.97, lng: 77.59, recordedAt: t.clock.now().toISOString() }
      return t.request('POST', '/v1/driver/positions', { as: token, body: { positions: [position] } })
    },
    async finishAll(...ids: string[]) {
      for (const id of ids) await t.finish(id)
    },
    /** As many processes at once as would do it. */
    sweepTenTimes: () => Promise.all(Array.from({ length: 10 }, () => startScheduledSearches(system()))),
    eventsOf: async (id: string) => (await t.readHistory(id)).map(({ type }) => type),
    /** The times of a booking's jobs that have not run, by what they are for. */
    async jobsOf(id: string): Promise<Record<string, string>> {
      const rows = await deps.db.execute<{ kind: string; at: string }>(query`
        select data->>'kind' as kind, start_after::text as at from pgboss.job
        where state = 'created' and data->>'bookingId' = ${id}`)
      return Object.fromEntries(rows.map(({ kind, at }) => [kind, new Date(at).toISOString()]))
    },
    remindersOf: (id: string) =>
      deps.sql<
        { data: { minutesBefore: number; driverId: string | null; pickupAt: string; customerId: string } }[]
      >`select data from outbox where type = 'booking.reminder' and data->>'bookingId' = ${id} order by position`,
  }
}
