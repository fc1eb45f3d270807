/* For tests of the lists and panels beside the live map: bookings that need somebody, and drivers who are there for them. */
import type { Locator, Page } from 'playwright'
import { WIDE } from './open-dashboard.ts'
import { serveDashboard } from './serve-dashboard.ts'

const MINUTE_MS = 60_000
const HEARD_EVERY_MS = 3_000
/** A search is about to end by then. */
const URGENT_MS = 8 * MINUTE_MS

export const button = (at: Page | Locator, name: string | RegExp) => at.getByRole('button', { name })
export const hasFocus = (target: Locator) => target.evaluate((element) => element === document.activeElement)
export const rowOf = (page: Page, id: string) =>
  page.locator('.exception', { has: page.locator(`a[href="/?booking=${id}"]`) })
export const previewed = (page: Page) => page.locator('.nearest').getByRole('button')

export type Desk = Awaited<ReturnType<typeof openDesk>>

export async function openDesk() {
  const served = await serveDashboard()
  const { app } = served
  const customer = await app.signUp('customer')
  const post = (path: string, body: object, as = app.admin) => app.request('POST', path, { as, body })
  const open: string[] = []
  const onDuty: { token: string; timer: Timer }[] = []
  async function book() {
    const { body } = await app.book(customer.token, await app.quote(customer.token))
    open.push(body.id)
    return body.id as string
  }

  /** Drivers near the pickup, the nearest first, who are heard however long a test takes. */
  async function driversNear(count: number) {
    const { lat, lng } = app.haul.pickup
    const drivers: { id: string; token: string }[] = []
    for (let i = 0; i < count; i++) drivers.push(await app.availableDriver(lat + i / 200, lng))
    const hear = () =>
      drivers.forEach(({ token }, i) => {
        const position = { lat: lat + i / 200, lng, recordedAt: app.clock.now().toISOString() }
        void post('/v1/driver/positions', { positions: [position] }, token)
      })
    const timer = setInterval(hear, HEARD_EVERY_MS)
    for (const { token } of drivers) onDuty.push({ token, timer })
    return drivers
  }
  const cancel = (id: string) => post(`/v1/bookings/${id}/cancel`, { reason: 'end of the test' })

  return {
    app,
    origin: served.origin,
    stop: served.stop,
    book,
    driversNear,
    post,
    read: async (id: string) => (await app.request('GET', `/v1/bookings/${id}`, { as: app.admin })).body,
    cancel,
    /** Nobody is left on duty and nothing open: a test that fails spoils no other. */
    async clear() {
      for (const id of open.splice(0)) await cancel(id)
      for (const { token, timer } of onDuty.splice(0)) {
        clearInterval(timer)
        await app.request('PUT', '/v1/driver/availability', { as: token, body: { status: 'offline' } })
      }
    },
    /** A booking whose search is about to end: it needs somebody. */
    async urgent() {
      const id = await book()
      app.clock.offsetMs += URGENT_MS
      return id
    },
    openAt: (path: string, role: 'admin' | 'operator' = 'operator', screen = WIDE) =>
      served.openAt(path, role, screen),
  }
}
