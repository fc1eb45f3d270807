import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import bundled from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright'
import { buildWeb } from '../commands/build-web.ts'
import { DEMO_PASSWORD } from '../db/seed.ts'
import { createTestApp, until } from '../server/testing/create-test-app.ts'

const SYSTEM_CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-background-networking',
]
const TEST_MS = 90_000
const STEPS = [
  'en_route_to_pickup',
  'arrived_at_pickup',
  'goods_collected',
  'arrived_at_dropoff',
  'delivered',
  'completed',
]

let t: Awaited<ReturnType<typeof createTestApp>>
let browser: Browser
let origin: string
beforeAll(async () => {
  await buildWeb()
  t = await createTestApp()
  t.app.listen({ port: 0, hostname: '127.0.0.1', reusePort: false })
  origin = `http://127.0.0.1:${t.app.server?.port}`
  const executablePath = existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : await bundled.executablePath()
  browser = await chromium.launch({ executablePath, args: FLAGS })
}, TEST_MS)
afterAll(async () => {
  await browser?.close()
  await t?.app.server?.stop(true)
  await t?.close()
}, TEST_MS)

/** A page that keeps what must not happen: errors, and requests to other hosts. */
async function openPage() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url()) && new URL(request.url()).host !== new URL(origin).host)
      faults.push(`foreign: ${request.url()}`)
  })
  return { page, faults }
}

test(
  'an administrator follows a haul on the dashboard and keeps the fleet',
  async () => {
    const { page, faults } = await openPage()
    const driver = await t.availableDriver(12.971, 77.591)
    await page.goto(origin)
    await page.getByLabel('Email').fill('admin@hexhaul.test')
    await page.getByLabel('Password').fill(DEMO_PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.locator('[data-ready="true"] canvas').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByText('Available 1').waitFor()

    const customer = await t.signUp('customer')
    const { body: booking } = await t.book(customer.token, await t.quote(customer.token))
    await page.getByRole('link', { name: 'Bookings' }).click()
    await page.getByRole('link', { name: booking.id.slice(-8) }).click()
    const offer = await until(async () => {
      const { body } = await t.request('GET', '/v1/driver/offers', { as: driver.token })
      return body.items.find((item: { bookingId: string }) => item.bookingId === booking.id)
    })
    let { body: moved } = await t.request('POST', `/v1/offers/${offer.id}/accept`, { as: driver.token })
    await page.locator('h1 + [data-state="assigned"]').waitFor()
    for (const status of STEPS) {
      const report = { status, version: moved.version }
      const path = `/v1/bookings/${booking.id}/status`
      moved = (await t.request('POST', path, { as: driver.token, body: report })).body
      await page.locator(`h1 + [data-state="${status}"]`).waitFor()
    }
    expect(await page.locator('.timeline li').count()).toBe(8)

    await page.getByRole('link', { name: 'Vehicles' }).click()
    await page.getByRole('button', { name: 'Add vehicle' }).click()
    const fields = {
      Plate: 'KA 77 E2E',
      Make: 'Tata',
      Model: 'Ace',
      Year: '2025',
      'Capacity, kg': '800',
      'Capacity, m³': '5',
    }
    const form = page.locator('form.fields')
    for (const [label, value] of Object.entries(fields)) await form.getByLabel(label).fill(value)
    await form.getByRole('button', { name: 'Save' }).click()
    const row = page.locator('[data-plate="KA 77 E2E"]')
    await row.getByRole('link', { name: 'Edit' }).click()
    await form.getByLabel('Status').selectOption('maintenance')
    await form.getByRole('button', { name: 'Save' }).click()
    await row.locator('[data-state="maintenance"]').waitFor()
    expect(faults).toEqual([])
    await page.close()
  },
  TEST_MS,
)
