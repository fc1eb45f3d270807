import { afterAll, beforeAll, expect, test } from 'bun:test'
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright'
import { copyBooking } from '../server/testing/copy-booking.ts'
import { findViolations } from './find-violations.ts'
import { button, fitsScreen, NARROW } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'
import { asCustomer, focusedRow, rowOf, select } from './table-rows.ts'

const MANY = 10_000
const LONG_TEST_MS = 300_000
/** For all of their pages, one after the other; a tenth of it on a machine with nothing else to do. */
const LOADING_MS = 200_000
const POLLING_MS = 50
/** What is drawn of a table of any length: what a screen holds and a few rows beyond, whatever its height. */
const ROWS_DRAWN_MAX = 60

type Customer = Awaited<ReturnType<typeof asCustomer>>
let served: ServedDashboard
let app: ServedDashboard['app']
let book: Customer['book']
let cancel: Customer['cancel']
beforeAll(async () => {
  served = await serveDashboard()
  app = served.app
  ;({ book, cancel } = await asCustomer(served))
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

test(
  'the keyboard goes from row to row, selects a range, cancels it and opens a booking, and is never lost',
  async () => {
    const ids = [await book(), await book(), await book(), await book()].reverse()
    const { page, faults, close } = await served.openAt('/bookings', 'operator')
    await rowOf(page, ids[0] as string).waitFor()
    const press = async (keys: string, row: string | undefined) => {
      await page.keyboard.press(keys)
      await page.waitForFunction(
        (id) => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row === id,
        row,
      )
    }
    await press('j', ids[0])
    await press('ArrowDown', ids[1])
    await press('x', ids[1])
    await press('Shift+ArrowDown', ids[2])
    await press('Shift+J', ids[3])
    await page.getByText('3 bookings selected').waitFor()
    await press('k', ids[2])
    await press('x', ids[2])
    await page.getByText('2 bookings selected').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('selected').waitFor({ state: 'detached' })
    expect(await focusedRow(page)).toBe(ids[2])
    await page.keyboard.press('Enter')
    await page.waitForURL(`${served.origin}/bookings/${ids[2]}`)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'which columns are shown is remembered, and a change of a booking is shown in its place, where no other moves it',
  async () => {
    const id = await book()
    const { page, faults, close } = await served.openAt('/bookings')
    const heads = page.getByRole('columnheader')
    await rowOf(page, id).waitFor()
    await page.locator('summary', { hasText: 'Columns' }).click()
    await page.getByLabel('Distance').uncheck()
    await page.getByLabel('Changed').check()
    expect(await findViolations(page, 'columns')).toEqual([])
    await page.keyboard.press('Escape')
    await page.reload()
    await rowOf(page, id).waitFor()
    const labels = await heads.allTextContents()
    expect(labels).toContain('Changed')
    expect(labels).not.toContain('Distance')

    const newer = await book()
    await cancel(id)
    await rowOf(page, id).locator('[data-state="cancelled"]').waitFor()
    expect(await page.locator('[data-row]').first().getAttribute('data-row')).toBe(id)
    await page.reload()
    await rowOf(page, newer).waitFor()
    expect(await page.locator('[data-row]').first().getAttribute('data-row')).toBe(newer)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'on a phone rows are cards, nothing is wider than the screen, and many can be selected',
  async () => {
    const id = await book()
    const { page, faults, close } = await served.openAt('/bookings', 'operator', NARROW)
    await select(page, id)
    await page.getByText('1 booking selected').waitFor()
    expect(await fitsScreen(page)).toBeTrue()
    const card = await rowOf(page, id).boundingBox()
    expect(card?.height).toBeGreaterThan(80)
    expect(card?.width).toBeLessThanOrEqual(NARROW.viewport.width)
    expect(await findViolations(page, 'cards')).toEqual([])
    await page.goto(`${served.origin}/drivers`)
    await page.locator('[data-row]').first().waitFor()
    expect(await fitsScreen(page)).toBeTrue()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

/** Scrolls to the end of what is loaded until a row is there. */
async function scrollTo(page: Page, id: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const scroller = document.querySelector('.table-scroll')
      if (!scroller) return false
      scroller.scrollTop = scroller.scrollHeight
      return document.querySelector(`[data-row="${wanted}"]`) !== null
    },
    id,
    { timeout: LOADING_MS, polling: POLLING_MS },
  )
}

test(
  `${MANY} bookings are loaded as one scrolls, drawn a screen at a time, counted for screen readers and saved whole`,
  async () => {
    const oldest = await book()
    await copyBooking(app.deps.sql, oldest, MANY)
    const [row] = await app.deps.sql`select min(id::text) as id from bookings`
    const { page, faults, close } = await served.openAt('/bookings')
    await page.locator('[data-row]').first().waitFor()
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('-1')
    await scrollTo(page, row?.id as string)
    const [total] = await app.deps.sql`select count(*)::int as count from bookings`
    const last = page.locator('[data-row]').last()
    expect(await last.getAttribute('aria-rowindex')).toBe(String(total?.count + 1))
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(total?.count + 1))
    expect(await page.locator('[data-row]').count()).toBeLessThan(ROWS_DRAWN_MAX)
    await page.getByLabel('Select all that are loaded').check()
    await page.getByText(`${total?.count} bookings selected`).waitFor()
    // The row in focus stays where the keyboard left it, however far away one scrolls.
    await last.locator('.row-link').focus()
    await page.locator('.table-scroll').evaluate((scroller) => scroller.scrollTo(0, 0))
    await page.locator('[aria-rowindex="2"]').waitFor()
    expect(await focusedRow(page)).toBe(row?.id)
    await page.keyboard.press('k')
    await page.locator(`[data-row="${row?.id}"]`).waitFor()
    expect(await focusedRow(page)).not.toBe(row?.id)
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'CSV').click()])
    const table = parse(await Bun.file(await download.path()).text(), { columns: true }) as { id: string }[]
    expect(table).toHaveLength(total?.count)
    expect(table.at(-1)?.id).toBe(row?.id)
    expect(faults).toEqual([])
    await close()
  },
  LONG_TEST_MS,
)
