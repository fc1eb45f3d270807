import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Locator } from 'playwright'
import { findViolations } from './find-violations.ts'
import { button, openDashboard, signInAs, WIDE } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

let served: ServedDashboard
beforeAll(async () => {
  served = await serveDashboard()
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

test(
  'axe finds nothing to object to on any page or dialog, in light and dark',
  async () => {
    const { app, origin, browser } = served
    const { pickup } = app.haul
    const driver = await app.availableDriver(pickup.lat, pickup.lng)
    const customer = await app.signUp('customer')
    const id = (await app.book(customer.token, await app.quote(customer.token))).body.id as string
    const found: string[] = []
    const { page, faults, close } = await openDashboard(browser, origin, WIDE)
    const dialog = page.getByRole('dialog')
    const look = async (what: string) => found.push(...(await findViolations(page, what)))
    await page.getByLabel('Email').waitFor()
    await look('sign-in')
    await signInAs(page, 'admin')
    const visit = async (path: string, shown: Locator) => {
      await page.goto(`${origin}${path}`)
      await shown.waitFor()
      await page.getByText('Live', { exact: true }).waitFor()
    }
    const map = page.locator('.map[data-ready="true"]')
    await visit('/', map)
    await look('map')
    await visit(`/?driver=${driver.id}`, page.getByRole('heading', { name: 'Today' }))
    await look('driver')
    await visit('/bookings', page.locator('tbody tr').first())
    await look('bookings')
    await visit('/bookings?status=delivered', page.getByText('No booking is delivered'))
    await look('no bookings')
    await visit(`/bookings/${id}`, map)
    await look('booking')
    await button(page, 'Assign a driver').click()
    await dialog.getByRole('radio').first().check()
    await look('assign')
    await page.keyboard.press('Escape')
    await button(page, 'Cancel booking').click()
    await dialog.getByLabel('Another reason').check()
    await look('cancel')
    await visit('/vehicles', page.locator('tbody tr').first())
    await look('vehicles')
    await page.locator('[data-row]').first().getByRole('checkbox').check()
    await look('vehicles, selected')
    await button(page, 'Retire…').click()
    await look('retire')
    await visit('/vehicles?edit=new', dialog.getByLabel('Plate'))
    await look('vehicle')
    await visit('/drivers', page.locator('tbody tr').first())
    await look('drivers')
    await page.keyboard.press('Control+k')
    await page.getByRole('option', { name: 'Live map' }).waitFor()
    await look('palette')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await dialog.getByText('Show this sheet').waitFor()
    await look('shortcuts')
    expect(found).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
