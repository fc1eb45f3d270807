import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright'
import { until } from '../server/testing/create-test-app.ts'
import { findViolations } from './find-violations.ts'
import { fitsScreen, NARROW, openDashboard, signInAs, type Visit, WIDE } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

/** A software renderer draws each picture of a whole map. */
const PATIENT_MS = 3 * TEST_MS
/** Enough for a cluster. */
const CROWD = 14
const CROWDED = { lat: 12.9, lng: 77.5 }
const ALONE = { lat: 13.02, lng: 77.7 }
const STANDING = { lat: 13.06, lng: 77.5 }
/** What a driver may have driven in the seconds that the test says have gone by, and far enough to be out of sight. */
const AWAY_LNG = 0.003
const DRIVEN_S = 20

let served: ServedDashboard
let app: ServedDashboard['app']
let driver: Awaited<ReturnType<ServedDashboard['app']['availableDriver']>>
let standing: typeof driver
let bookingId: string
beforeAll(async () => {
  served = await serveDashboard()
  app = served.app
  driver = await app.availableDriver(ALONE.lat, ALONE.lng)
  standing = await app.availableDriver(STANDING.lat, STANDING.lng)
  for (let i = 0; i < CROWD; i++) await app.availableDriver(CROWDED.lat, CROWDED.lng)
  const customer = await app.signUp('customer')
  bookingId = (await app.book(customer.token, await app.quote(customer.token))).body.id
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

type Place = { lat: number; lng: number }
type View = { center: [number, number]; zoom: number }

/** Opens the live map as somebody who last looked at this place. */
async function openAt(path: string, { lat, lng }: Place, zoom: number, screen = WIDE): Promise<Visit> {
  const visit = await openDashboard(served.browser, served.origin, screen)
  const view = { center: [lng, lat], zoom, bearing: 0 }
  await visit.page.evaluate((kept) => localStorage.setItem('hexhaul.view', kept), JSON.stringify(view))
  await visit.page.goto(`${served.origin}${path}`)
  await signInAs(visit.page, 'operator')
  await visit.page.locator('[data-ready="true"] canvas').waitFor()
  return visit
}
const viewOf = (page: Page) =>
  page.evaluate(() => JSON.parse(localStorage.getItem('hexhaul.view') ?? '{}') as View)
const middleOf = async (page: Page) => {
  const box = await page.locator('.map canvas').boundingBox()
  if (!box) throw new Error('the map is not there')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
/** Moves the pointer over the middle of the map until there is something to click on, which `says` that. */
const untilThere = async (page: Page, says = '') => {
  const { x, y } = await middleOf(page)
  let aside = 0
  await until(async () => {
    aside = 1 - aside
    await page.mouse.move(x + aside, y)
    return page.evaluate((said) => {
      const canvas = document.querySelector<HTMLElement>('.map canvas')
      return canvas?.style.cursor === 'pointer' && canvas.title === said
    }, says)
  }, TEST_MS)
  return { x, y }
}

test(
  'a chosen driver is followed by a key, the map goes after them, and stops when it is moved by hand',
  async () => {
    const { page, faults, close } = await openAt(`/?driver=${driver.id}`, ALONE, 17)
    const chip = page.locator('.follow-chip')
    await chip.getByText(/^last seen .+ ago$/).waitFor()
    await page.keyboard.press('f')
    await chip.getByRole('button', { name: 'Stop following' }).waitFor()
    expect(page.url()).toContain('follow=1')

    app.clock.offsetMs += DRIVEN_S * 1_000
    const position = { lat: ALONE.lat, lng: ALONE.lng + AWAY_LNG, recordedAt: app.clock.now().toISOString() }
    const moved = { as: driver.token, body: { status: 'available', position } }
    expect((await app.request('PUT', '/v1/driver/availability', moved)).status).toBeLessThan(300)
    await until(async () => Math.abs((await viewOf(page)).center[0] - position.lng) < AWAY_LNG / 3, TEST_MS)

    const { x, y } = await middleOf(page)
    await page.mouse.move(x, y + 60)
    await page.mouse.down()
    await page.mouse.move(x - 80, y + 120, { steps: 6 })
    await page.mouse.up()
    await chip.getByRole('button', { name: 'Follow' }).waitFor()
    expect(page.url()).not.toContain('follow')
    expect(await findViolations(page, 'a driver on the map')).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  PATIENT_MS,
)

test(
  'a crowd is one mark that says how many there are, and opens by a click',
  async () => {
    const { page, faults, close } = await openAt('/', CROWDED, 10)
    const { x, y } = await untilThere(page, `${CROWD} available, 0 on a haul, 0 paused`)
    await page.mouse.click(x, y)
    await until(async () => (await viewOf(page)).zoom > 11, TEST_MS)
    expect(faults).toEqual([])
    await close()
  },
  PATIENT_MS,
)

test(
  'a click on a pickup chooses its booking, and one on a driver the driver',
  async () => {
    for (const { at, chosen } of [
      { at: app.haul.pickup, chosen: `/?booking=${bookingId}` },
      { at: STANDING, chosen: `/?driver=${standing.id}` },
    ]) {
      const { page, faults, close } = await openAt('/', at, 14)
      const { x, y } = await untilThere(page)
      await page.mouse.click(x, y)
      await page.waitForURL(`**${chosen}`)
      expect(faults).toEqual([])
      await close()
    }
  },
  PATIENT_MS,
)

test(
  'zones are drawn where they were made, and layers and heat stay as they were left',
  async () => {
    const { lat, lng } = ALONE
    const ring = [
      [lng - 0.01, lat - 0.005],
      [lng + 0.01, lat - 0.005],
      [lng + 0.01, lat + 0.005],
      [lng - 0.01, lat + 0.005],
      [lng - 0.01, lat - 0.005],
    ]
    const { page, faults, close } = await openAt('/', ALONE, 13)
    const zones = page.getByRole('checkbox', { name: 'Zones' })
    await zones.uncheck()
    const picture = () => page.locator('.map canvas').screenshot()
    const plain = await picture()
    const body = { kind: 'no_go', name: 'Old town', geometry: { type: 'Polygon', coordinates: [ring] } }
    expect((await app.request('POST', '/v1/admin/zones', { as: app.admin, body })).status).toBe(201)
    await zones.check()
    await until(async () => !(await picture()).equals(plain), TEST_MS)

    await page.getByRole('checkbox', { name: 'Surge' }).uncheck()
    await page.getByText('Demand', { exact: true }).click()
    const since = page.getByText(/bookings.* since/)
    await since.waitFor()
    await page.reload()
    await since.waitFor({ timeout: TEST_MS })
    expect(await page.getByRole('checkbox', { name: 'Surge' }).isChecked()).toBeFalse()
    expect(await zones.isChecked()).toBeTrue()
    expect(await findViolations(page, 'the live map')).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  PATIENT_MS,
)

test(
  'on a phone the figures, the map and its layers fit, and a figure shows its course',
  async () => {
    const { page, faults, close } = await openAt('/', ALONE, 12, NARROW)
    const available = page.locator('.figure', { hasText: 'Available' })
    await available.getByText(String(CROWD + 2), { exact: true }).waitFor()
    // Two moments make a line.
    await available.locator('.sparkline-line[d*="L"]').waitFor({ state: 'attached' })
    await page.getByText('Layers', { exact: true }).click()
    await page.getByRole('checkbox', { name: 'Drivers' }).waitFor()
    expect(await fitsScreen(page)).toBeTrue()
    expect(await findViolations(page, 'the live map on a phone')).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  PATIENT_MS,
)
