import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright'
import { copyBooking } from '../server/testing/copy-booking.ts'
import { NARROW, WIDE } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'
import { asCustomer, focusedRow, rowOf, select } from './table-rows.ts'

const MANY = 600
/** Beyond the first page of the list. */
const FAR_ROW = 250
let served: ServedDashboard
beforeAll(async () => {
  served = await serveDashboard()
  const { book } = await asCustomer(served)
  await copyBooking(served.app.deps.sql, await book(), MANY)
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

const rowAt = (page: Page, index: number) => page.locator(`[aria-rowindex="${index}"]`)
const topOf = (page: Page) => page.locator('.table-scroll').evaluate(({ scrollTop }) => scrollTop)
const showsAt = (page: Page, top: number) =>
  page.waitForFunction((wanted) => document.querySelector('.table-scroll')?.scrollTop === wanted, top)

/** Scrolls on until a row of the list is there, and returns its id. */
async function scrollTo(page: Page, index: number): Promise<string> {
  await page.waitForFunction((wanted) => {
    const scroller = document.querySelector('.table-scroll')
    if (!scroller) return false
    if (document.querySelector(`[aria-rowindex="${wanted}"]`)) return true
    scroller.scrollTop += scroller.clientHeight / 2
    return false
  }, index)
  await rowAt(page, index).scrollIntoViewIfNeeded()
  return (await rowAt(page, index).getAttribute('data-row')) as string
}

for (const [screen, options] of [
  ['a wide screen', WIDE],
  ['a phone', NARROW],
] as const)
  test(
    `on ${screen} whoever comes back from a booking finds the list where it was left, with the same rows selected and the focus on that booking`,
    async () => {
      const { page, faults, close } = await served.openAt('/bookings?vehicleClass=van', 'operator', options)
      await rowAt(page, 2).waitFor()
      const id = await scrollTo(page, FAR_ROW)
      await select(page, id)
      expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('checkbox')
      const next = (await rowAt(page, FAR_ROW + 1).getAttribute('data-row')) as string
      await rowOf(page, next).scrollIntoViewIfNeeded()
      const top = await topOf(page)
      for (const back of [
        () => page.goBack(),
        () => page.getByRole('link', { name: 'Back to the list' }).click(),
      ]) {
        await rowOf(page, next).locator('.row-link').click()
        await page.waitForURL(`${served.origin}/bookings/${next}`)
        await page.getByRole('link', { name: 'Back to the list' }).waitFor()
        await back()
        await page.waitForURL(`${served.origin}/bookings?vehicleClass=van`)
        await showsAt(page, top)
        await page.getByText('1 booking selected').waitFor()
        expect(await rowOf(page, id).getByRole('checkbox').isChecked()).toBeTrue()
        expect(await focusedRow(page)).toBe(next)
      }
      await page.keyboard.press('j')
      expect(await focusedRow(page)).toBe((await rowAt(page, FAR_ROW + 2).getAttribute('data-row')) as string)

      await page.getByRole('combobox', { name: 'Class' }).selectOption('')
      await showsAt(page, 0)
      await page.getByText('1 booking selected').waitFor({ state: 'detached' })
      expect(faults).toEqual([])
      await close()
    },
    TEST_MS,
  )
