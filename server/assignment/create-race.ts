/* For tests: a crowd of drivers on duty, and two servers on one database that their requests are spread over. */
import { sql } from 'drizzle-orm'
import { type OfferState, offers } from '../../db/schema/index.ts'
import { buildApp } from '../app.ts'
import { connectDeps } from '../connect-deps.ts'
import { systemContext } from '../platform/context.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { findContradictions } from '../testing/find-contradictions.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests read whatever the API answers
export type Answer = { status: number; body: any }
export type Racer = { id: string; token: string }

/** Longer than any of the tests, so that only those that are about expiry see one. */
const OFFER_TTL_MS = 600_000
const PLACE = { lat: 12.97, lng: 77.59 }

export async function createRace(crowdSize: number) {
  const t = await createTestApp({ hasWorkers: false })
  const other = await connectDeps(t.deps.config as Parameters<typeof connectDeps>[0], t.clock)
  const apps = [t.app, buildApp(other.deps)]
  let turn = 0

  async function send(method: string, path: string, as: string, body?: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${as}`, 'content-type': 'application/json' }
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const app = apps[turn++ % apps.length] as (typeof apps)[number]
    const response = await app.handle(new Request(`http://localhost${path}`, init))
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : null }
  }

  const customer = await t.signUp('customer')
  const operator = await t.signIn('operator@hexhaul.test')
  const crowd: Racer[] = await Promise.all(
    Array.from({ length: crowdSize }, () => t.availableDriver(PLACE.lat, PLACE.lng)),
  )

  return {
    ...t,
    contexts: [systemContext(t.deps, 'first'), systemContext(other.deps, 'second')] as const,
    customer,
    crowd,
    newBooking: async () => (await t.book(customer.token, await t.quote(customer.token))).body.id as string,
    /** Offers as a dispatcher made them, or as they became since; their ids. */
    async offer(...rows: { bookingId: string; driver: Racer; state?: OfferState; ttlMs?: number }[]) {
      const createdAt = t.clock.now()
      const values = rows.map(({ bookingId, driver, state = 'open', ttlMs = OFFER_TTL_MS }) => ({
        ...{ id: t.deps.newId(), bookingId, driverId: driver.id, state, pickupDistanceM: 1, pickupEtaS: 1 },
        ...{ createdAt, expiresAt: new Date(createdAt.getTime() + ttlMs) },
        decidedAt: state === 'open' ? null : createdAt,
      }))
      await t.deps.db.insert(offers).values(values)
      return values.map(({ id }) => id)
    },
    accept: (offerId: string, { token }: Racer) => send('POST', `/v1/offers/${offerId}/accept`, token),
    decline: (offerId: string, { token }: Racer) => send('POST', `/v1/offers/${offerId}/decline`, token, {}),
    assign: (bookingId: string, { id: driverId }: Racer) =>
      send('POST', `/v1/bookings/${bookingId}/assign`, operator, { driverId }),
    cancel: (bookingId: string, as: string = t.admin) =>
      send('POST', `/v1/bookings/${bookingId}/cancel`, as, { reason: 'end of the round' }),
    setStatus: ({ token }: Racer, status: string) => {
      const position = { ...PLACE, recordedAt: t.clock.now().toISOString() }
      return send('PUT', '/v1/driver/availability', token, { status, position })
    },
    change: ({ id }: Racer, body: object) => send('PATCH', `/v1/admin/drivers/${id}`, t.admin, body),
    readOffer: async (id: string) => {
      const [row] = await t.deps.sql`select state from offers where id = ${id}`
      return row?.state as OfferState
    },
    readBooking: async (id: string) => {
      const [row] = await t.deps.sql`select state, driver_id as "driverId" from bookings where id = ${id}`
      return row as { state: string; driverId: string | null }
    },
    contradictions: () => findContradictions(t.deps.sql),
    /** Runs `work` without one of the unique indexes, to see what holds when it is not there to help. */
    async without(index: string, work: () => Promise<void>): Promise<void> {
      const [row] = await t.deps.sql`select indexdef from pg_indexes where indexname = ${index}`
      await t.deps.db.execute(sql.raw(`drop index ${index}`))
      try {
        await work()
      } finally {
        await t.deps.db.execute(sql.raw(row?.indexdef as string))
      }
    },
    async close() {
      await other.close()
      await t.close()
    },
  }
}
