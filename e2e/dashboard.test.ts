import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright'
import { fitsScreen, launchChromium, openDashboard, signInAs, WIDE } from './open-dashboard.ts'
import { cleanUp, freePort, makeDataDir, startUp, until, untilReady } from './run-up.ts'

const TEST_MS = 420_000
const HAUL_MS = 240_000
/** Until the city's drivers are on duty and its customers have begun to book. */
const CITY_MS = 120_000
/** A small city in a hurry: a haul of half an hour takes one or two minutes. */
const CITY = ['--drivers', '40', '--bookings-per-minute', '24', '--speed', '12']
/** Sessions so short that each test lives through several. */
const ENVIRONMENT = { MAX_SPEED_MPS: '500', ACCESS_TOKEN_TTL_S: '60' }
const PHONE = { width: 390, height: 844 }
const NARROW = { viewport: PHONE, colorScheme: 'dark', reducedMotion: 'reduce' } as const
const ATTEMPTS = 4

const dataDir = makeDataDir('dashboard')
let browser: Browser
let origin: string
beforeAll(async () => {
  const port = await freePort()
  startUp(['--port', String(port), '--data-dir', dataDir, ...CITY], { env: ENVIRONMENT })
  browser = await launchChromium()
  await untilReady(port)
  origin = `http://127.0.0.1:${port}`
}, TEST_MS)
afterAll(async () => {
  await browser?.close()
  await cleanUp(dataDir)
}, TEST_MS)

const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true })

/** Opens the newest booking in a state, once the table shows one; those that come later are let in when it offers them. */
async function openBooking(page: Page, status: string): Promise<void> {
  await link(page, 'Bookings').click()
  await page.getByRole('combobox', { name: 'Status' }).selectOption({ label: status })
  const first = page.locator('tbody tr a').first()
  const newer = page.getByRole('button', { name: /Show \d+ new/ })
  await first.or(newer).first().waitFor({ timeout: CITY_MS })
  if (await newer.isVisible()) await newer.click()
  await first.click()
  await page.locator('.page-head [data-state]').waitFor()
}

test(
  'an administrator watches a simulated haul from the way to its pickup to its delivery',
  async () => {
    const { page, faults, requests, close } = await openDashboard(browser, origin, WIDE)
    await signInAs(page, 'admin')
    await page.locator('[data-ready="true"] canvas').waitFor()
    await page.getByRole('region', { name: 'Drivers' }).getByText('Available').waitFor()

    // Drivers drop out and customers cancel in this city: then another haul is watched.
    let state: string | null = null
    for (let attempt = 0; attempt < ATTEMPTS && state !== 'delivered'; attempt++) {
      await openBooking(page, 'En route to pickup')
      await page.evaluate(() => Object.assign(window, { isWatching: true }))
      await page.locator('.booking-map [data-ready="true"]').waitFor()
      await page
        .locator(
          '.timeline [data-to="delivered"], .timeline [data-to="cancelled"], .timeline li + [data-to="searching"]',
        )
        .first()
        .waitFor({ timeout: HAUL_MS })
      state = (await page.locator('.timeline [data-to="delivered"]').count()) > 0 ? 'delivered' : 'over'
    }
    expect(state).toBe('delivered')
    expect(await page.evaluate(() => 'isWatching' in window)).toBeTrue()
    expect(await page.locator('.progress [data-status="done"]').count()).toBe(7)
    await page
      .getByText(/^Accepted/)
      .first()
      .waitFor()
    await page.getByRole('heading', { name: 'Price' }).waitFor()

    expect(requests).toContain('POST /v1/auth/refresh')
    expect(requests.filter((request) => request === 'GET /v1/ops/snapshot').length).toBeLessThan(20)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'an administrator keeps the fleet: a bad value is named, two who edit at once are told apart, retiring asks first',
  async () => {
    const { page, faults, forgive, close } = await openDashboard(browser, origin, WIDE)
    await signInAs(page, 'admin')
    await link(page, 'Vehicles').click()
    await page.getByRole('button', { name: 'Add vehicle' }).click()
    const fields = {
      Plate: 'KA 77 E2E',
      Make: 'Tata',
      Model: 'Ace',
      Year: '25',
      'Carries, kg': '800',
      'Space, m³': '5',
    }
    const dialog = page.getByRole('dialog')
    for (const [label, value] of Object.entries(fields)) await dialog.getByLabel(label).fill(value)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Expected a year from 1980 to 2100').waitFor()
    await dialog.getByLabel('Year').fill('2025')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByLabel('Search').fill('77 e2e')
    const row = page.locator('[data-name="KA 77 E2E"]')
    await row.getByRole('link', { name: 'Edit' }).click()
    await dialog.getByLabel('Model').waitFor()

    const other = await page.context().newPage()
    await other.goto(page.url())
    const theirs = other.getByRole('dialog')
    await theirs.getByLabel('Model').fill('Ace Gold')
    await theirs.getByRole('button', { name: 'Save' }).click()
    await theirs.waitFor({ state: 'detached' })
    await other.close()

    await dialog.getByLabel('Status').selectOption('maintenance')
    await dialog.getByRole('button', { name: 'Save' }).click()
    const conflict = dialog.getByRole('alert')
    await conflict.getByRole('row', { name: 'Model Ace Gold Ace' }).waitFor()
    forgive(409)
    await conflict.getByRole('button', { name: 'Save mine over it' }).click()
    await row.locator('[data-state="maintenance"]').waitFor()

    await row.getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Retire…' }).click()
    await dialog.getByRole('button', { name: 'Retire for good' }).click()
    await row.locator('[data-state="retired"]').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'a cut connection is told, what is shown looks old meanwhile, and the map goes on by itself',
  async () => {
    const { page, faults, cutSocket, close } = await openDashboard(browser, origin, WIDE)
    await signInAs(page, 'operator')
    const map = page.locator('[data-ready="true"] canvas')
    await map.waitFor()
    for (const name of ['Bookings', 'Surge']) await page.getByRole('checkbox', { name }).uncheck()
    // Only drivers are left to change the picture.
    const changes = async () => {
      const before = await map.screenshot()
      await until('the drivers have moved', async () => !before.equals(await map.screenshot()))
    }
    await changes()

    const restore = await cutSocket()
    await page.getByText('Connection lost').waitFor()
    await page.getByText(/shown as of \d+ s/).waitFor()
    await page.locator('main[data-stale="true"]').waitFor()
    restore()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.locator('main[data-stale="false"]').waitFor()
    await changes()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'an operator works on a phone: cancels a booking, is kept from the fleet, signs out',
  async () => {
    const { page, faults, close } = await openDashboard(browser, origin, NARROW)
    await signInAs(page, 'operator')
    await page.locator('[data-ready="true"] canvas').waitFor()
    expect(await fitsScreen(page)).toBeTrue()
    expect(await link(page, 'Vehicles').count()).toBe(0)

    await openBooking(page, 'En route to pickup')
    await page.locator('.decisions').locator('table, [role="alert"]').first().waitFor()
    expect(await fitsScreen(page)).toBeTrue()
    await page.getByRole('button', { name: 'Cancel booking' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Wrong address').check()
    await dialog.getByRole('button', { name: 'Cancel the booking' }).click()
    await page.locator('.page-head [data-state="cancelled"]').waitFor()
    await page.getByText('Cancelled by the operator: Wrong address.').waitFor()

    await page.goto(`${origin}/vehicles`)
    await page.getByText('This page is for administrators.').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.goto(`${origin}/bookings`)
    await signInAs(page, 'operator')
    await page.getByRole('heading', { name: 'Bookings' }).waitFor()
    expect(await fitsScreen(page)).toBeTrue()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
