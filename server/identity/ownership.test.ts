import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createTestApp, until } from '../testing/create-test-app.ts'

let t: Awaited<ReturnType<typeof createTestApp>>
beforeAll(async () => {
  t = await createTestApp()
})
afterAll(() => t.close())

type Route = { method: string; path: string; hooks: { detail: { 'x-roles': string[] } } }

/** A valid body for each route that customers or drivers call on one object. */
const BODIES: Record<string, object | undefined> = {
  'GET /v1/bookings/:id': undefined,
  'GET /v1/bookings/:id/proofs': undefined,
  'GET /v1/bookings/:id/proofs/:proofId/files/:kind': undefined,
  'POST /v1/bookings/:id/proofs': undefined,
  'POST /v1/bookings/:id/cancel': { reason: 'not mine' },
  'POST /v1/bookings/:id/commit': undefined,
  'POST /v1/bookings/:id/release': { reason: 'not mine' },
  'POST /v1/bookings/:id/reschedule': { scheduledFor: '2026-11-02T09:30:00Z', version: 2 },
  'POST /v1/bookings/:id/status': { status: 'en_route_to_pickup', version: 2 },
  'POST /v1/bookings/:id/stop-reached': { version: 2 },
  'POST /v1/bookings/:id/rating': { stars: 1 },
  'POST /v1/bookings/:id/share': undefined,
  'POST /v1/me/notifications/:id/read': undefined,
  'POST /v1/bookings/:id/customer-rating': { stars: 1 },
  'GET /v1/bookings/:id/charges': undefined,
  'GET /v1/invoices/:id': undefined,
  'POST /v1/offers/:id/accept': undefined,
  'POST /v1/offers/:id/decline': {},
}
const addressOf = (path: string, id: string) =>
  path.replace(':id', id).replace(':proofId', crypto.randomUUID()).replace(':kind', 'photo')

test('nobody reaches the booking or the offer of another: each route answers 404, as for what does not exist', async () => {
  const [owner, driver] = [await t.signUp('customer'), await t.availableDriver(12.97, 77.59)]
  const { body: booking } = await t.book(owner.token, await t.quote(owner.token))
  const offer = await until(
    async () => (await t.request('GET', '/v1/driver/offers', { as: driver.token })).body.items[0],
  )
  const strangers = { customer: await t.signUp('customer'), driver: await t.availableDriver(12.6, 77.3) }
  const routes = (t.app.routes as unknown as Route[]).filter(({ path, hooks }) => {
    const roles = hooks.detail['x-roles']
    return path.includes(':') && (roles.includes('customer') || roles.includes('driver'))
  })
  expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(BODIES).sort())

  const attempt = async (isTaken: boolean) => {
    for (const { method, path, hooks } of routes) {
      const mine = path.includes('/offers/') ? offer.id : booking.id
      const body = BODIES[`${method} ${path}`]
      for (const [role, { token }] of Object.entries(strangers)) {
        if (!hooks.detail['x-roles'].includes(role)) continue
        for (const id of [mine, crypto.randomUUID()]) {
          const { status, body: answer } = await t.request(method, addressOf(path, id), {
            as: token,
            body,
          })
          expect({ isTaken, role, path, status, code: answer.code }).toEqual({
            ...{ isTaken, role, path, status: 404, code: 'not_found' },
          })
        }
      }
    }
  }
  await attempt(false)
  const accepted = await t.request('POST', `/v1/offers/${offer.id}/accept`, { as: driver.token })
  expect(accepted.status).toBe(200)
  await attempt(true)
  const { body: seen } = await t.request('GET', `/v1/bookings/${booking.id}`, { as: owner.token })
  expect(seen).toMatchObject({ state: 'assigned', version: 2, driverId: driver.id, rating: null })
  for (const { token } of Object.values(strangers))
    expect((await t.request('GET', '/v1/bookings', { as: token })).body.items).toEqual([])
})
