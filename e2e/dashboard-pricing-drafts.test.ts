import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright'
import { findViolations } from './find-violations.ts'
import { button, fitsScreen, NARROW } from './open-dashboard.ts'
import { TEST_MS } from './serve-dashboard.ts'
import { type ServedPricing, scrollsDownOnly, servePricing } from './serve-pricing.ts'

let served: ServedPricing
let versions: string
beforeAll(async () => {
  served = await servePricing()
  versions = `/pricing?market=${served.market}&class=van`
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

const baseOf = (page: Page) => page.getByRole('group', { name: 'Fare' }).getByLabel('Base')
const kept = (page: Page) => page.getByText('is not started')

test(
  'a draft is there again after a reload and from the versions, until it is discarded, which can be undone',
  async () => {
    const address = await served.draftAddress()
    const { page, faults, close } = await served.openAt(address)
    const base = baseOf(page)
    const before = await base.inputValue()
    expect(await button(page, 'Discard the draft').count()).toBe(0)
    await base.fill('233')
    await button(page, 'Add a window').click()
    await page.locator('.window-rows li').last().getByLabel('Window', { exact: true }).fill('Noon')
    const windows = await page.locator('.window-rows li').count()
    await page.reload()
    expect(await base.inputValue()).toBe('233')
    expect(await page.locator('.window-rows li').count()).toBe(windows)
    await page.getByRole('link', { name: 'All versions' }).click()
    await kept(page).waitFor()
    expect(await findViolations(page, 'kept draft')).toEqual([])
    await page.getByRole('link', { name: 'Go on with it' }).click()
    expect(await base.inputValue()).toBe('233')

    await button(page, 'Discard the draft').click()
    await page.waitForFunction(
      (value) => document.querySelector<HTMLInputElement>('.draft-fields input')?.value === value,
      before,
    )
    await button(page, 'Undo').click()
    await page.getByText('The draft is back.').waitFor()
    expect(await base.inputValue()).toBe('233')
    await page.getByRole('link', { name: 'All versions' }).click()
    await button(page, 'Discard the draft').click()
    await kept(page).waitFor({ state: 'detached' })
    await page.goto(`${served.origin}${address}`)
    expect(await base.inputValue()).toBe(before)
    expect(faults.filter((fault) => !fault.includes('status of 422'))).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'what is kept and is no draft is passed over, and one that was started is kept no longer',
  async () => {
    const { page, faults, close } = await served.openAt(await served.draftAddress())
    const base = baseOf(page)
    const before = await base.inputValue()
    await base.fill('244')
    await page.evaluate(() => {
      for (const name of Object.keys(localStorage))
        if (name.startsWith('hexhaul.draft.')) localStorage.setItem(name, '{"form":{"terms":{}}}')
    })
    await page.reload()
    expect(await base.inputValue()).toBe(before)
    await base.fill('244')
    await button(page, 'Start this version…').click()
    await button(page.getByRole('dialog'), 'Start the version').click()
    await page.getByRole('heading', { name: 'Van, version 2' }).waitFor()
    expect(await kept(page).count()).toBe(0)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'on a phone a kept draft fits the screen',
  async () => {
    const { page, faults, close } = await served.openAt(await served.draftAddress(), 'admin', NARROW)
    await baseOf(page).fill('255')
    await button(page, 'Discard the draft').waitFor()
    expect([await fitsScreen(page), await scrollsDownOnly(page)]).toEqual([true, true])
    await page.goto(`${served.origin}${versions}`)
    await kept(page).waitFor()
    expect([await fitsScreen(page), await scrollsDownOnly(page)]).toEqual([true, true])
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
