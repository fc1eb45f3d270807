import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Locator, Page } from 'playwright'
import { findViolations } from './find-violations.ts'
import { fitsScreen, openDashboard, signInAs, type Visit, WIDE } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

const MINUTE_MS = 60_000
const HEARD_EVERY_MS = 3_000
const PHONE = { viewport: { width: 390, height: 844 } }

let served: ServedDashboard
let app: ServedDashboard['app']
let customer: { id: string; token: string }
beforeAll(async () => {
  served = await serveDashboard()
  app = served.app
  customer = await app.signUp('customer')
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

const button = (at: Page | Locator, name: string | RegExp) => at.getByRole('button', { name })
const hasFocus = (target: Locator) => target.evaluate((element) => element === document.activeElement)
const book = async () => (await app.book(customer.token, await app.quote(customer.token))).body.id as string
const read = async (id: string) => (await app.request('GET', `/v1/bookings/${id}`, { as: app.admin })).body
const post = (path: string, body: object, as = app.admin) => app.request('POST', path, { as, body })
const cancel = (id: string) => post(`/v1/bookings/${id}/cancel`, { reason: 'end of the test' })
/** Drivers near the pickup, the nearest first, who are heard however long a test takes; off duty once they leave. */
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
  const leave = async () => {
    clearInterval(timer)
    for (const { token } of drivers)
      await app.request('PUT', '/v1/driver/availability', { as: token, body: { status: 'offline' } })
  }
  return { drivers, leave }
}
/** A booking whose search is about to end: it needs somebody. */
async function urgent() {
  const id = await book()
  app.clock.offsetMs += 8 * MINUTE_MS
  return id
}
async function openAt(path: string, role: 'admin' | 'operator' = 'operator', screen = WIDE): Promise<Visit> {
  const visit = await openDashboard(served.browser, `${served.origin}${path}`, screen)
  await signInAs(visit.page, role)
  return visit
}
const rowOf = (page: Page, id: string) =>
  page.locator('.exception', { has: page.locator(`a[href="/?booking=${id}"]`) })
const previewed = (page: Page) => page.locator('.nearest').getByRole('button')

test(
  'the keyboard alone leads to what needs somebody, shows who could take it, assigns the best, and takes it back',
  async () => {
    const id = await urgent()
    const { drivers, leave } = await driversNear(3)
    const { page, faults, close } = await openAt('/')
    await rowOf(page, id).getByText('No driver').waitFor()
    await page.waitForFunction(() => document.title.startsWith('(1) Live map'))
    await page.keyboard.press('e')
    const row = rowOf(page, id).locator('.now-row')
    expect(await hasFocus(row)).toBeTrue()
    await page.keyboard.press('a')
    await previewed(page).nth(2).waitFor()
    expect(await hasFocus(previewed(page).first())).toBeTrue()
    await page.keyboard.press('ArrowDown')
    expect(await hasFocus(previewed(page).nth(1))).toBeTrue()
    await page.keyboard.press('Escape')
    expect(await hasFocus(row)).toBeTrue()
    await page.keyboard.press('a')
    await previewed(page).first().waitFor()
    await page.keyboard.press('Enter')
    const said = page.getByRole('region', { name: 'Notices' })
    await said.getByText(/has booking/).waitFor()
    expect(await read(id)).toMatchObject({ state: 'assigned', driver: { id: drivers[0]?.id } })
    await button(said, 'Undo').click()
    await said.getByText('is searching again').waitFor()
    expect(await read(id)).toMatchObject({ state: 'searching', driver: null })
    expect(faults).toEqual([])
    await close()
    await cancel(id)
    await leave()
  },
  TEST_MS,
)

test(
  'a haul goes from its driver to another and back; a candidate who was taken meanwhile is refused in words',
  async () => {
    const { drivers, leave } = await driversNear(3)
    const [first, second, third] = drivers
    const [id, other] = [await book(), await book()]
    expect((await post(`/v1/bookings/${id}/assign`, { driverId: first?.id })).status).toBe(200)
    const { page, faults, forgive, close } = await openAt(`/?booking=${id}`)
    const panel = page.getByRole('region', { name: /^Booking/ })
    await panel.locator('[data-state="assigned"]').waitFor()
    await button(panel, 'Reassign').click()
    await previewed(page).nth(1).waitFor()
    await previewed(page).first().focus()
    expect((await post(`/v1/bookings/${other}/assign`, { driverId: second?.id })).status).toBe(200)
    await previewed(page).first().click()
    await panel.getByRole('alert').getByText('The driver already has an active booking.').waitFor()
    forgive(409)
    expect((await read(id)).driver.id).toBe(first?.id)
    await previewed(page).nth(1).waitFor({ state: 'detached' })
    await previewed(page).first().click()
    const said = page.getByRole('region', { name: 'Notices' })
    await said.getByText(/has booking/).waitFor()
    expect((await read(id)).driver.id).toBe(third?.id)
    await panel.getByText('Taken from the driver: searching again').waitFor()
    await button(said, 'Undo').click()
    await said.getByText('again').waitFor()
    expect((await read(id)).driver.id).toBe(first?.id)
    expect(faults).toEqual([])
    await close()
    for (const each of [id, other]) await cancel(each)
    await leave()
  },
  TEST_MS,
)

test(
  'an undo that comes too late says so and changes nothing',
  async () => {
    const { drivers, leave } = await driversNear(1)
    const id = await book()
    const { page, faults, forgive, close } = await openAt(`/?booking=${id}`)
    await button(page, 'Assign a driver').click()
    await previewed(page).first().click()
    const undo = button(page.getByRole('region', { name: 'Notices' }), 'Undo')
    await undo.waitFor()
    const { version } = await read(id)
    const report = { status: 'en_route_to_pickup', version }
    expect((await post(`/v1/bookings/${id}/status`, report, drivers[0]?.token)).status).toBe(200)
    await undo.click()
    await page.getByText('The booking has changed: it is en_route_to_pickup now.').waitFor()
    forgive(409)
    expect((await read(id)).state).toBe('en_route_to_pickup')
    await button(page, 'Release driver').click()
    await page.locator('.panel [data-state="searching"]').waitFor()
    expect(faults).toEqual([])
    await close()
    await cancel(id)
    await leave()
  },
  TEST_MS,
)

test(
  'a row keeps its place under the focus when it is settled elsewhere, and the panel gives the focus back to its row',
  async () => {
    const [first, second] = [await urgent(), await book()]
    app.clock.offsetMs += 1.5 * MINUTE_MS
    const { page, faults, close } = await openAt('/')
    await rowOf(page, first).waitFor()
    const row = rowOf(page, first).locator('.now-row')
    await page.keyboard.press('e')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: `Booking ${first.slice(-8)}` }).waitFor()
    expect(new URL(page.url()).searchParams.get('booking')).toBe(first)
    await page.keyboard.press('Escape')
    await row.waitFor()
    expect(await hasFocus(row)).toBeTrue()
    await cancel(first)
    await rowOf(page, first).getByText('settled').waitFor()
    expect(await hasFocus(row)).toBeTrue()
    await page.getByRole('link', { name: /^Open bookings/ }).click()
    await page.locator(`a[href="/?list=bookings&booking=${second}"]`).click()
    await page.getByRole('heading', { name: `Booking ${second.slice(-8)}` }).waitFor()
    await button(page, 'Back to the list').click()
    await page.waitForURL(`${served.origin}/?list=bookings`)
    expect(faults).toEqual([])
    await close()
    await cancel(second)
  },
  TEST_MS,
)

test(
  'an administrator suspends a driver from the panel with a reason, and a paper that ends is in the list',
  async () => {
    const { drivers, leave } = await driversNear(1)
    const id = drivers[0]?.id as string
    const expiresOn = app.clock.now().toISOString().slice(0, 10)
    const paper = { kind: 'driving_licence', number: 'KA01', issuedOn: '2020-01-01', expiresOn }
    expect((await post(`/v1/admin/drivers/${id}/documents`, paper)).status).toBe(201)
    const { page, faults, close } = await openAt('/', 'admin')
    await page.getByText(/^Driving licence of Test driver/).click()
    await page.waitForURL(`${served.origin}/?driver=${id}`)
    const panel = page.locator('.panel')
    await panel.getByRole('heading', { name: 'Reliability' }).waitFor()
    await button(panel, 'Suspend').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('Licence withdrawn')
    await button(dialog, 'Suspend').click()
    await dialog.waitFor({ state: 'detached' })
    await panel.locator('[data-state="suspended"]').waitFor()
    const { body } = await app.request('GET', `/v1/admin/drivers/${id}`, { as: app.admin })
    expect(body).toMatchObject({ approval: 'suspended', approvalReason: 'Licence withdrawn' })
    expect(faults).toEqual([])
    await close()
    await leave()
  },
  TEST_MS,
)

test(
  'axe finds nothing to object to in list, candidates, panels and notices, and all of it fits a phone',
  async () => {
    const id = await urgent()
    const { drivers, leave } = await driversNear(2)
    const found: string[] = []
    for (const screen of [WIDE, PHONE]) {
      const { page, faults, close } = await openAt('/', 'admin', screen)
      const look = async (what: string) => found.push(...(await findViolations(page, what)))
      await button(rowOf(page, id), /^Assign/).click()
      await previewed(page).nth(1).waitFor()
      expect(await fitsScreen(page)).toBeTrue()
      await look('exceptions')
      await page.goto(`${served.origin}/?booking=${id}`)
      await page.getByRole('heading', { name: 'Timeline' }).waitFor()
      expect(await fitsScreen(page)).toBeTrue()
      await look('booking')
      await page.goto(`${served.origin}/?driver=${drivers[0]?.id}`)
      await page.getByRole('heading', { name: 'Today' }).waitFor()
      await page.getByText('Drops out').waitFor()
      expect(await fitsScreen(page)).toBeTrue()
      await look('driver')
      expect(faults).toEqual([])
      await close()
    }
    expect(found).toEqual([])
    await cancel(id)
    await leave()
  },
  TEST_MS,
)
