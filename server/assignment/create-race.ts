/* For tests: a crowd of drivers on duty, and two servers on one database that their requests are spread over. */
import { sql } from 'drizzle-orm'
import { type OfferState, offers } from '../../db/schema/index.ts'
import { buildApp } from '../app.ts'
import { DRIVER_STATUSES } from '../booking/report-status.ts'
import { connectDeps } from '../connect-deps.ts'
import { type Context, systemContext } from '../platform/context.ts'
import { createTestApp } from '../testing/create-test-app.ts'
import { findContradictions } from '../testing/find-contradictions.ts'
import { makeOffer } from './make-offer.ts'
import { isAsked, isNext } from './offer-states.ts'
import { searchFor } from './testing/search-for.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests read whatever the API answers
export type Answer = { status: number; body: any }
export type Racer = { id: string; token: string }
export type Haul = { bookingId: string; version: number }

/** Longer than any of the tests, so that only those that are about expiry see one. */
const OFFER_TTL_MS = 600_000
/** Until the driver of an offer that was made ahead was to be free. */
export const FREE_IN_S = 120
/** From there to the pickup. */
export const WAY_S = 90
const DRIVEN = ['assigned', ...DRIVER_STATUSES] as const
const PLACE = { lat: 12.97, lng: 77.59 }

export async function createRace(crowdSize: number) {
  const t = await createTestApp({ hasWorkers: false })
  const other = await connectDeps(t.deps.config as Parameters<typeof connectDeps>[0], t.clock)
  const apps = [t.app, buildApp(other.deps)]
  const contexts = [systemContext(t.deps, 'first'), systemContext(other.deps, 'second')] as const
  let turn = 0

  async function send(method: string, path: string, as: string, body?: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${as}`, 'content-type': 'application/json' }
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const app = apps[turn++ % apps.length] as (typeof apps)[number]
    const response = await app.handle(new Request(`http://localhost${path}`, init))
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : null }
  }

  const report = (bookingId: string, { token }: Racer, status: string, version: number) =>
    send('POST', `/v1/bookings/${bookingId}/status`, token, { status, version })
  const customer = await t.signUp('customer')
  const operator = await t.signIn('operator@hexhaul.test')
  const crowd: Racer[] = await Promise.all(
    Array.from({ length: crowdSize }, () => t.availableDriver(PLACE.lat, PLACE.lng)),
  )

  const race = {
    ...t,
    contexts,
    customer,
    crowd,
    newBooking: async () => (await t.book(customer.token, await t.quote(customer.token))).body.id as string,
    /** Offers as a dispatcher made them, or as they became since; their ids. */
    async offer(...rows: { bookingId: string; driver: Racer; state?: OfferState; ttlMs?: number }[]) {
      const createdAt = t.clock.now()
      const values = rows.map(({ bookingId, driver, state = 'open', ttlMs = OFFER_TTL_MS }) => ({
        ...{ id: t.deps.newId(), bookingId, driverId: driver.id, state, pickupDistanceM: 1 },
        ...(isNext(state) ? { freeInS: FREE_IN_S, pickupEtaS: FREE_IN_S + WAY_S } : { pickupEtaS: 1 }),
        ...{ createdAt, expiresAt: new Date(createdAt.getTime() + ttlMs) },
        decidedAt: isAsked(state) ? null : createdAt,
      }))
      await t.deps.db.insert(offers).values(values)
      return values.map(({ id }) => id)
    },
    /** A booking that the driver has taken and brought to `state`. */
    async drive(driver: Racer, state: (typeof DRIVEN)[number]): Promise<Haul> {
      const bookingId = await race.newBooking()
      const [offerId] = await race.offer({ bookingId, driver })
      await race.accept(offerId as string, driver)
      let version = 2
      for (const status of DRIVEN.slice(1, DRIVEN.indexOf(state) + 1))
        await report(bookingId, driver, status, version++)
      return { bookingId, version }
    },
    report,
    /** What dispatch does when a driver who is on a haul was chosen: whether they were asked. */
    async askAhead(bookingId: string, { id }: Racer, context: Context = contexts[0]): Promise<boolean> {
      const search = await searchFor(context, bookingId)
      const chosen = { driverId: id, distanceM: 1, etaS: FREE_IN_S + WAY_S, freeInS: FREE_IN_S, costS: 1 }
      return makeOffer(context, { ...search, candidates: [chosen] }, id)
    },
    complete: ({ bookingId, version }: Haul, driver: Racer) =>
      report(bookingId, driver, 'completed', version),
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
  return race
}

/** What was answered, in short; of an offer that is not open any more with what it has become. */
export const answerOf = ({ status, body }: Answer) =>
  [status, body?.code, body?.code === 'offer_not_open' ? body.currentState : null].filter(Boolean).join(' ')

/** Both at once; which of them is sent first changes from round to round. */
export async function atOnce<A, B>(
  round: number,
  one: () => Promise<A>,
  two: () => Promise<B>,
): Promise<[A, B]> {
  if (round % 2 === 0) return Promise.all([one(), two()])
  const [b, a] = await Promise.all([two(), one()])
  return [a, b]
}
