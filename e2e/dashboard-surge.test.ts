import { afterAll, beforeAll, expect, test } from 'bun:test'
import { findViolations } from './find-violations.ts'
import { button, fitsScreen, NARROW } from './open-dashboard.ts'
import { TEST_MS } from './serve-dashboard.ts'
import { type ServedPricing, scrollsDownOnly, servePricing } from './serve-pricing.ts'

let served: ServedPricing
let app: ServedPricing['app']
let market: string
let openAt: ServedPricing['openAt']
let origin: string
let cell: string
let publish: ServedPricing['publish']
beforeAll(async () => {
  served = await servePricing()
  ;({ app, origin, market, cell, publish, openAt } = served)
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

type Shown = { publishedAt: string; cells: { cell: string; multiplier: number }[] }

test(
  'a cell shows why it surges; a freeze holds it until it is ended; the scrubber shows what it was before',
  async () => {
    // The server's time stays behind that of the browser, in which the past is looked at.
    app.clock.offsetMs -= 600_000
    await Promise.all(served.customers.map((as) => app.quote(as)))
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
      page.locator('.cell-multiplier').getByText(`${multiplier.toFixed(2)}×`, { exact: true })
    await page.goto(`${origin}/pricing/surge?market=${market}&cell=${cell}`)
    await shown(last.multiplier).waitFor()
    await page.getByText('Supply nearby').waitFor()
    const hour = page.getByRole('slider', { name: /^Multiplier/ })
    const told = async () => (await hour.getAttribute('aria-valuetext')) ?? ''
    expect(await told()).toContain(`: ${last.multiplier.toFixed(2)}×, target`)
    await hour.press('Home')
    expect(await told()).toContain(`: ${first.multiplier.toFixed(2)}×, target`)
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
  'an operator comes to surge by a key and holds it; rate cards are not offered',
  async () => {
    const { page, faults, requests, close } = await openAt('/bookings', 'operator')
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Surge' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await page.getByRole('heading', { name: 'Surge', exact: true }).waitFor()
    await page.getByLabel('Market').selectOption(market)
    await button(page, 'Freeze').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('The stadium empties')
    await button(dialog, 'Freeze the market').click()
    await page.getByText('The stadium empties').waitFor()
    await button(page, 'End now').click()
    await page.getByText('No market is frozen or overridden').waitFor()
    expect(await page.getByRole('link', { name: 'Rate cards' }).count()).toBe(0)
    expect(requests.filter((request) => request.includes('rate-cards'))).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'a moment, a cell or a market of an address that are none leave the page whole',
  async () => {
    const { page, faults, close } = await openAt('/pricing/surge?market=nowhere&cell=none&at=never')
    await page.getByText('The market of this address has no prices').waitFor()
    await page.getByText('Surge now').waitFor()
    await page.locator('.map[data-ready="true"]').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'axe finds nothing on the surge of a market, a cell of it and their dialogs, in light and dark',
  async () => {
    const found: string[] = []
    const { page, faults, close } = await openAt(`/pricing/surge?market=${market}`)
    const dialog = page.getByRole('dialog')
    const look = async (what: string) => found.push(...(await findViolations(page, what)))
    await page.locator('.map[data-ready="true"]').waitFor()
    for (const name of ['Override', 'Edit']) {
      await button(page, name).click()
      await dialog.waitFor()
      await look(name)
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    }
    await look('surge')
    await page.goto(`${origin}/pricing/surge?market=${market}&cell=${cell}`)
    await page.getByRole('slider', { name: /^Multiplier/ }).waitFor()
    await look('cell')
    expect(found).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'the surge of a market fits a phone, its moments below the map, and scrolls down only',
  async () => {
    const { page, faults, close } = await openAt(`/pricing/surge?market=${market}`, 'admin', NARROW)
    await page.locator('.map[data-ready="true"]').waitFor()
    expect([await fitsScreen(page), await scrollsDownOnly(page)]).toEqual([true, true])
    const edge = async (of: string, which: 'top' | 'bottom') =>
      page.locator(of).evaluate((element, which) => element.getBoundingClientRect()[which], which)
    expect(await edge('.moment', 'top')).toBeGreaterThanOrEqual(await edge('.surge-map', 'bottom'))
    expect(await edge('.surge-side', 'top')).toBeGreaterThanOrEqual(await edge('.moment', 'bottom'))
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
