import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Locator, Page } from 'playwright'
import { DEMO_PASSWORD } from '../db/seed.ts'
import { button, openDashboard, signInAs, WIDE } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

/** More than any page has to be tabbed through before its content. */
const TABS_MAX = 60

let served: ServedDashboard
let app: ServedDashboard['app']
let browser: Browser
let origin: string
let openAt: ServedDashboard['openAt']
let customer: { id: string; token: string }
beforeAll(async () => {
  served = await serveDashboard()
  ;({ app, origin, browser, openAt } = served)
  customer = await app.signUp('customer')
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

const book = async () => (await app.book(customer.token, await app.quote(customer.token))).body.id as string
const state = (page: Page, is: string) => page.locator(`.page-head [data-state="${is}"]`)

test(
  'a sign-in with a wrong password is refused in words, and the right one then leads to the page that was asked for',
  async () => {
    const { page, faults, forgive, close } = await openDashboard(browser, `${origin}/vehicles`, WIDE)
    await page.getByLabel('Email').fill('admin@hexhaul.test')
    await page.getByLabel('Password').fill(`not ${DEMO_PASSWORD}`)
    await button(page, 'Sign in').click()
    await page.getByRole('alert').getByText('The address or the password is wrong.').waitFor()
    forgive(401)
    expect(await page.getByLabel('Email').inputValue()).toBe('admin@hexhaul.test')
    await signInAs(page, 'admin')
    await page.getByRole('heading', { name: 'Vehicles' }).waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'an operator assigns by hand: a driver who was taken meanwhile is said, and another can be chosen',
  async () => {
    const { pickup } = app.haul
    const near = await app.availableDriver(pickup.lat, pickup.lng)
    const far = await app.availableDriver(pickup.lat + 0.01, pickup.lng)
    const [other, id] = [await book(), await book()]
    const { page, faults, forgive, close } = await openAt(`/bookings/${id}`)
    await button(page, 'Assign a driver').click()
    const dialog = page.getByRole('dialog')
    const drivers = dialog.getByRole('radio')
    await drivers.nth(1).waitFor()
    expect(await button(dialog, 'Assign').isDisabled()).toBeTrue()
    await drivers.first().check()
    const taken = { as: app.admin, body: { driverId: near.id } }
    expect((await app.request('POST', `/v1/bookings/${other}/assign`, taken)).status).toBeLessThan(300)
    await button(dialog, 'Assign').click()
    await dialog.getByRole('alert').waitFor()
    forgive(409)
    await drivers.nth(1).waitFor({ state: 'detached' })
    await drivers.first().check()
    await button(dialog, 'Assign').click()
    await state(page, 'assigned').waitFor()
    await dialog.waitFor({ state: 'detached' })
    const now = await app.request('GET', `/v1/bookings/${id}`, { as: app.admin })
    expect(now.body.driver.id).toBe(far.id)
    await page.getByText('chosen by an operator').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'who assigns or cancels too late is told what the booking is by now, and the page shows it',
  async () => {
    const { pickup } = app.haul
    await app.availableDriver(pickup.lat, pickup.lng)
    const cancel = (id: string) =>
      app.request('POST', `/v1/bookings/${id}/cancel`, {
        as: customer.token,
        body: { reason: 'found_another_way' },
      })
    const { page, faults, forgive, close } = await openAt('/bookings')
    for (const { opener, choice, submit } of [
      { opener: 'Assign a driver', choice: /Test driver/, submit: 'Assign' },
      { opener: 'Cancel booking', choice: 'Wrong address', submit: 'Cancel the booking' },
    ]) {
      const id = await book()
      await page.goto(`${origin}/bookings/${id}`)
      await button(page, opener).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('radio', { name: choice }).first().check()
      expect((await cancel(id)).status).toBe(200)
      await button(dialog, submit).click()
      await dialog.getByRole('alert').getByText('The booking has moved on').waitFor()
      await dialog.getByText('It is “cancelled” by now, so nothing was changed.').waitFor()
      forgive(409)
      expect(await button(dialog, submit).isDisabled()).toBeTrue()
      await button(dialog.locator('footer'), 'Close').click()
      await state(page, 'cancelled').waitFor()
      await page.getByText('Cancelled by the customer: found another way. No fee.').waitFor()
    }
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let tabs = 0; tabs < TABS_MAX; tabs++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not reach ${target}`)
}

test(
  'the keyboard alone leads from the sign-in over the bookings to a cancelled booking, and the focus is never lost',
  async () => {
    const id = await book()
    const { page, faults, close } = await openDashboard(browser, `${origin}/bookings`, WIDE)
    await tabTo(page, page.getByLabel('Email'))
    await page.keyboard.type('operator@hexhaul.test')
    await page.keyboard.press('Tab')
    await page.keyboard.type(DEMO_PASSWORD)
    await page.keyboard.press('Enter')
    await tabTo(page, page.locator(`[data-row="${id}"] a`))
    await page.keyboard.press('Enter')
    const opener = button(page, 'Cancel booking')
    await tabTo(page, opener)
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await opener.evaluate((element) => element === document.activeElement)).toBeTrue()
    await page.keyboard.press('Enter')
    const reasons = dialog.getByRole('radio')
    await tabTo(page, reasons.first())
    await page.keyboard.press('ArrowDown')
    expect(await reasons.nth(1).isChecked()).toBeTrue()
    await tabTo(page, button(dialog, 'Cancel the booking'))
    await page.keyboard.press('Enter')
    await state(page, 'cancelled').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
