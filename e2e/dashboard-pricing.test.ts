import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright'
import { findViolations } from './find-violations.ts'
import { button, fitsScreen, NARROW } from './open-dashboard.ts'
import { TEST_MS } from './serve-dashboard.ts'
import { type ServedPricing, scrollsDownOnly, servePricing } from './serve-pricing.ts'

let served: ServedPricing
let app: ServedPricing['app']
let market: string
let openAt: ServedPricing['openAt']
let inForce: ServedPricing['inForce']
let draftAddress: ServedPricing['draftAddress']
beforeAll(async () => {
  served = await servePricing()
  ;({ app, market, openAt, inForce, draftAddress } = served)
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

const fieldOf = (page: Page, name: string, group: string) =>
  page.getByRole('group', { name: group }).getByLabel(name)
const priceOf = async () =>
  (await app.request('POST', '/v1/quotes', { as: served.customers[0], body: app.haul })).body.price
    .amount as number

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
    await page.getByText('Prices are shown again once the server takes the draft.').waitFor()
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

test(
  'an operator is told that rate cards are for administrators, and led to surge',
  async () => {
    const { page, faults, requests, close } = await openAt('/pricing', 'operator')
    await page.getByText('Rate cards are for administrators.').waitFor()
    expect(await page.getByRole('link', { name: 'Pricing' }).count()).toBe(0)
    await page.getByRole('link', { name: 'Go to surge' }).click()
    await page.getByText('Surge now').waitFor()
    expect(requests.filter((request) => request.includes('rate-cards'))).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'axe finds nothing on the versions, a draft and the dialog that starts it, in light and dark',
  async () => {
    const found: string[] = []
    const { page, faults, close } = await openAt(`/pricing?market=${market}&class=van`)
    const look = async (what: string) => found.push(...(await findViolations(page, what)))
    await page.locator('.version').waitFor()
    await look('versions')
    await page.goto(`${served.origin}${await draftAddress()}`)
    await page.locator('.map[data-ready="true"]').waitFor()
    await fieldOf(page, 'Base', 'Fare').fill('220')
    await page.locator('.draft [data-changed="true"]').first().waitFor()
    await look('draft')
    await button(page, 'Start this version…').click()
    await page.getByRole('dialog').waitFor()
    await look('start')
    expect(found).toEqual([])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'the versions and a draft fit a phone, and scroll down only',
  async () => {
    const { page, faults, close } = await openAt(`/pricing?market=${market}&class=van`, 'admin', NARROW)
    await page.locator('.version').waitFor()
    expect([await fitsScreen(page), await scrollsDownOnly(page)]).toEqual([true, true])
    await page.goto(`${served.origin}${await draftAddress()}`)
    await page.locator('.map[data-ready="true"]').waitFor()
    expect([await fitsScreen(page), await scrollsDownOnly(page)]).toEqual([true, true])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
