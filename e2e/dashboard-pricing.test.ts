import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright'
import { publishSurgeRounds } from '../server/testing/publish-surge-rounds.ts'
import { findViolations } from './find-violations.ts'
import { fitsScreen, openDashboard, signInAs, type Visit, WIDE } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

const NARROW = { viewport: { width: 390, height: 844 } }
const CUSTOMERS = 12

let served: ServedDashboard
let app: ServedDashboard['app']
let browser: Browser
let origin: string
let market: string
let cell: string
let publish: () => Promise<void>
const customers: string[] = []
beforeAll(async () => {
  served = await serveDashboard()
  app = served.app
  origin = served.origin
  browser = served.browser
  ;({ market, cell, publish } = publishSurgeRounds(app))
  for (let i = 0; i < CUSTOMERS; i++) customers.push((await app.signUp('customer')).token)
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true })
const priceOf = async () =>
  (await app.request('POST', '/v1/quotes', { as: customers[0], body: app.haul })).body.price.amount as number

async function openAt(path: string, options: BrowserContextOptions = WIDE): Promise<Visit> {
  const visit = await openDashboard(browser, `${origin}${path}`, options)
  await signInAs(visit.page, 'admin')
  return visit
}

const inForce = async () => {
  const path = `/v1/admin/rate-cards?market=${market}&class=van&status=in_force`
  return (await app.request('GET', path, { as: app.admin })).body.items[0] as { id: string; version: number }
}
const draftAddress = async () => `/pricing?market=${market}&class=van&draft=${(await inForce()).id}`
const fieldOf = (page: Page, name: string, group: string) =>
  page.getByRole('group', { name: group }).getByLabel(name)

test(
  'a new version of a rate card is drafted, its trips are priced beside those of the one in force, and the next quote goes by it',
  async () => {
    const before = await priceOf()
    const { page, faults, close } = await openAt(`/pricing?market=${market}&class=van`)
    await page.getByRole('heading', { name: 'Van, version 1' }).waitFor()
    await page.getByRole('link', { name: 'Draft a new version' }).click()
    const base = fieldOf(page, 'Base', 'Fare')
    await base.fill('200')
    await page.getByText('now ₹150.00').waitFor()
    const { pickup, dropoff } = app.haul
    await page.getByLabel('Pickup').fill(`${pickup.lat}, ${pickup.lng}`)
    await page.getByLabel('Drop-off').fill(`${dropoff.lat}, ${dropoff.lng}`)
    await page.getByLabel('Drop-off').press('Enter')
    const trip = page.locator('.trip-table tbody tr').first()
    await trip.getByText('Your trip').waitFor()
    await page.locator('.breakdown [data-changed="true"]').getByText('₹200.00').waitFor()
    await button(page, 'Start this version…').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('row', { name: 'Base ₹150.00 ₹200.00' }).waitFor()
    await button(dialog, 'Start the version').click()
    await page.getByRole('heading', { name: 'Van, version 2' }).waitFor()
    expect((await inForce()).version).toBe(2)
    expect(await priceOf()).toBeGreaterThan(before)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'a window that overlaps another, a gap and a figure that will not do are each refused at their field, before anything is stored',
  async () => {
    const { page, faults, forgive, close } = await openAt(await draftAddress())
    const { version } = await inForce()
    await button(page, 'Add a window').click()
    const added = page.locator('.window-rows li').last()
    await added.getByLabel('Window', { exact: true }).fill('Noon')
    await added.getByLabel('From').fill('10:00')
    await added.getByLabel('To').fill('12:00')
    await added.getByText('overlap from Monday 10:00').waitFor()
    forgive(422)
    expect(await added.getByLabel('From').getAttribute('aria-invalid')).toBe('true')
    await added.getByLabel('From').fill('11:00')
    await added.getByText('overlap').waitFor({ state: 'detached' })
    await page.getByLabel('Windows must cover the whole week').check()
    await page.getByText('No window covers Monday 05:00 to Monday 08:00.').waitFor()
    forgive(422)
    await page.getByLabel('Windows must cover the whole week').uncheck()
    const base = fieldOf(page, 'Base', 'Fare')
    await base.fill('much')
    await page.getByText('An amount from 0 to 10 million').waitFor()
    await button(page, 'Start this version…').click()
    expect(await base.evaluate((element) => element === document.activeElement)).toBeTrue()
    expect(await page.getByRole('dialog').count()).toBe(0)
    while (faults.some((fault) => fault.includes('status of 422'))) forgive(422)
    expect((await inForce()).version).toBe(version)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'a version that somebody else added meanwhile is said, and the draft stays; one to come is planned and withdrawn',
  async () => {
    const { page, faults, forgive, close } = await openAt(await draftAddress())
    const base = fieldOf(page, 'Base', 'Fare')
    await base.fill('210')
    await page.getByRole('radio', { name: 'Later' }).check()
    const { id, version } = await inForce()
    const theirs = { basedOn: id, perKmMinor: 2_500 }
    expect((await app.request('POST', '/v1/admin/rate-cards', { as: app.admin, body: theirs })).status).toBe(
      201,
    )
    await button(page, 'Plan this version…').click()
    const dialog = page.getByRole('dialog')
    await button(dialog, 'Plan the version').click()
    await dialog.getByRole('alert').getByText('Somebody else added a version meanwhile').waitFor()
    forgive(409)
    await button(dialog, 'Read again').click()
    expect(await base.inputValue()).toBe('210')
    await page.locator('.draft [data-changed="true"]').getByText('now ₹25.00').waitFor()
    await button(page, 'Plan this version…').click()
    await button(dialog, 'Plan the version').click()
    await page.getByRole('link', { name: `v${version + 2} To come` }).click()
    await button(page, 'Withdraw').click()
    await button(dialog, 'Withdraw the version').click()
    await page.locator('.version [data-state="withdrawn"]').waitFor()
    expect((await inForce()).version).toBe(version + 1)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

type Shown = { publishedAt: string; cells: { cell: string; multiplier: number }[] }

test(
  'a cell shows why it surges; a freeze holds it until it is ended; the scrubber shows what it was before',
  async () => {
    // The server's time stays behind that of the browser, in which the past is looked at.
    app.clock.offsetMs -= 600_000
    await Promise.all(customers.map((as) => app.quote(as)))
    await publish()
    const multiplierOf = async () => {
      const path = `/v1/admin/surge?market=${market}`
      const { cells, publishedAt }: Shown = (await app.request('GET', path, { as: app.admin })).body
      return { publishedAt, multiplier: cells.find((each) => each.cell === cell)?.multiplier ?? 1 }
    }
    const first = await multiplierOf()
    expect(first.multiplier).toBeGreaterThan(1)
    const { page, faults, close } = await openAt(`/pricing/surge?market=${market}`)
    await page.locator('.map[data-ready="true"]').waitFor()
    await button(page, 'Freeze').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('The marathon')
    await button(dialog, 'Freeze the market').click()
    await page.getByText('The marathon').waitFor()
    for (let i = 0; i < 2; i++) await publish()
    expect((await multiplierOf()).multiplier).toBe(first.multiplier)
    await button(page, 'End now').click()
    await page.getByText('No market is frozen or overridden').waitFor()
    await publish()
    const last = await multiplierOf()
    expect(last.multiplier).toBeGreaterThan(first.multiplier)
    const shown = (multiplier: number) =>
      page.locator('.cell-multiplier').getByText(`×${multiplier.toFixed(2)}`, { exact: true })
    await page.goto(`${origin}/pricing/surge?market=${market}&cell=${cell}`)
    await shown(last.multiplier).waitFor()
    await page.getByText('Supply nearby').waitFor()
    await page.getByRole('img', { name: /^Multiplier/ }).waitFor()
    await page.goto(`${origin}/pricing/surge?market=${market}&cell=${cell}&at=${first.publishedAt}`)
    await shown(first.multiplier).waitFor()
    await button(page, 'Now').click()
    await shown(last.multiplier).waitFor()
    await page.getByRole('slider', { name: 'Moment' }).press('Home')
    await page.getByText('Nobody asked for a price near this cell').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'parameters that do not go together are refused at their field; a shadow set runs beside those in force and ends',
  async () => {
    const { page, faults, forgive, close } = await openAt(`/pricing/surge?market=${market}`)
    await button(page, 'Edit').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Half-life').fill('3600')
    await button(dialog, 'Put in force').click()
    await dialog.getByText('Must be at most “demand window”.').waitFor()
    forgive(422)
    await dialog.getByLabel('Half-life').fill('240')
    await button(dialog, 'Put in force').click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('240 s').waitFor()
    await button(page, 'Start one').click()
    await dialog.getByLabel('Cap').fill('1.05')
    await button(dialog, 'Run as shadow').click()
    await dialog.waitFor({ state: 'detached' })
    await publish()
    await page.getByText(/would be higher and [1-9]\d* lower/).waitFor()
    await page.getByLabel('Shadow less live').check()
    await page.getByText('Shadow lower').waitFor()
    await button(page, 'End').click()
    await page.getByText('None runs.').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'an operator is told that pricing is for administrators',
  async () => {
    const { page, faults, close } = await openDashboard(browser, `${origin}/pricing`, WIDE)
    await signInAs(page, 'operator')
    await page.getByText('This page is for administrators.').waitFor()
    expect(await page.getByRole('link', { name: 'Pricing' }).count()).toBe(0)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'axe finds nothing on the pages and dialogs of pricing, in light and dark',
  async () => {
    const found: string[] = []
    const { page, faults, close } = await openAt(`/pricing?market=${market}&class=van`)
    const dialog = page.getByRole('dialog')
    const look = async (what: string) => found.push(...(await findViolations(page, what)))
    const map = page.locator('.map[data-ready="true"]')
    await page.locator('.version').waitFor()
    await look('versions')
    await page.goto(`${origin}${await draftAddress()}`)
    await map.waitFor()
    await fieldOf(page, 'Base', 'Fare').fill('220')
    await page.locator('.draft [data-changed="true"]').first().waitFor()
    await look('draft')
    await button(page, 'Start this version…').click()
    await dialog.waitFor()
    await look('start')
    await page.goto(`${origin}/pricing/surge?market=${market}`)
    await map.waitFor()
    await button(page, 'Override').click()
    await dialog.waitFor()
    await look('override')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await button(page, 'Edit').click()
    await dialog.waitFor()
    await look('parameters')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await look('surge')
    await page.goto(`${origin}/pricing/surge?market=${market}&cell=${cell}`)
    await page.locator('.surge-side').waitFor()
    await look('cell')
    expect(found).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'every page of pricing fits a phone, and scrolls down only',
  async () => {
    const { page, faults, close } = await openAt(`/pricing?market=${market}&class=van`, NARROW)
    await page.locator('.version').waitFor()
    expect(await fitsScreen(page)).toBeTrue()
    for (const address of [await draftAddress(), `/pricing/surge?market=${market}`]) {
      await page.goto(`${origin}${address}`)
      await page.locator('.map[data-ready="true"]').waitFor()
      expect(await fitsScreen(page)).toBeTrue()
      const { scrolled, wide } = await page
        .locator('main')
        .evaluate(({ scrollWidth, clientWidth }) => ({ scrolled: scrollWidth, wide: clientWidth }))
      expect(scrolled).toBe(wide)
    }
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
