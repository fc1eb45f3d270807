import { afterAll, beforeAll, expect, test } from 'bun:test'
import { parse } from 'csv-parse/sync'
import type { Locator, Page } from 'playwright'
import { copyBooking } from '../server/booking/testing/copy-booking.ts'
import { findViolations } from './find-violations.ts'
import { fitsScreen, openDashboard, signInAs, WIDE } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'

const MANY = 10_000
const LONG_TEST_MS = 420_000
/** For all of their pages, one after the other. */
const LOADING_MS = 300_000
const POLLING_MS = 200
/** What is drawn of a table of any length: what a screen holds and a few rows beyond, whatever its height. */
const ROWS_DRAWN_MAX = 60
const PHONE = { viewport: { width: 390, height: 844 } }

let served: ServedDashboard
let app: ServedDashboard['app']
let customer: { id: string; token: string }
beforeAll(async () => {
  served = await serveDashboard()
  app = served.app
  customer = await app.signUp('customer')
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

const book = async () => (await app.book(customer.token, await app.quote(customer.token))).body.id as string
const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true })
const rowOf = (page: Page, id: string) => page.locator(`[data-row="${id}"]`)
const select = (page: Page, id: string) => rowOf(page, id).getByRole('checkbox').check()
const focusedRow = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row)
const cancel = (id: string) =>
  app.request('POST', `/v1/bookings/${id}/cancel`, {
    as: customer.token,
    body: { reason: 'found_another_way' },
  })

async function openAt(path: string, role: 'admin' | 'operator' = 'admin', options = WIDE) {
  const visit = await openDashboard(served.browser, `${served.origin}${path}`, options)
  await signInAs(visit.page, role)
  return visit
}

test(
  'many bookings are cancelled at once: the one that the server refuses says why and stays selected, and rows show what is',
  async () => {
    const ids = [await book(), await book(), await book()]
    const { page, faults, forgive, close } = await openAt('/bookings', 'operator')
    for (const id of ids) await select(page, id)
    // It is over before the operator acts, and the page need not know.
    const [late, ...others] = ids as [string, string, string]
    await cancel(late)
    await page.getByText('3 bookings selected').waitFor()
    await button(page, 'Cancel…').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Booked twice').check()
    expect(await findViolations(page, 'cancel many')).toEqual([])
    await button(dialog, 'Cancel 3 bookings').click()
    const report = page.getByRole('region', { name: 'Cancel…' })
    await report.getByText('2 of 3 done, 1 refused').waitFor()
    forgive(409)
    const refused = report.locator('[data-outcome="refused"]')
    expect(await refused.count()).toBe(1)
    expect(await refused.textContent()).toContain(late.slice(-8))
    const answer = await app.request('POST', `/v1/bookings/${late}/cancel`, {
      as: app.admin,
      body: { reason: 'Booked twice' },
    })
    expect(await refused.textContent()).toContain(answer.body.detail)
    for (const id of ids) await rowOf(page, id).locator('[data-state="cancelled"]').waitFor()
    for (const id of others) {
      expect(await rowOf(page, id).getByRole('checkbox').isChecked()).toBeFalse()
      const { body } = await app.request('GET', `/v1/bookings/${id}`, { as: app.admin })
      expect(body.cancellation).toMatchObject({ by: 'operator', reason: 'Booked twice' })
    }
    expect(await rowOf(page, late).getByRole('checkbox').isChecked()).toBeTrue()
    await page.getByText('1 booking selected').waitFor()
    expect(await findViolations(page, 'report')).toEqual([])
    await button(page, 'Dismiss').click()
    await report.waitFor({ state: 'detached' })
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'the nearest free driver is assigned to each of many bookings, and whom nobody is left for says so',
  async () => {
    const { pickup } = app.haul
    const drivers = [
      await app.availableDriver(pickup.lat, pickup.lng),
      await app.availableDriver(pickup.lat + 0.001, pickup.lng),
    ]
    const ids = [await book(), await book(), await book()]
    const { page, faults, close } = await openAt('/bookings?status=searching', 'operator')
    for (const id of ids) await select(page, id)
    await button(page, 'Assign the nearest').click()
    await page.getByText('2 of 3 done, 1 refused').waitFor()
    await page.getByText('Nobody with a van is free.').waitFor()
    expect(await page.locator('[data-row] [data-state="assigned"]').count()).toBe(2)
    const now = await Promise.all(
      ids.map(async (id) => (await app.request('GET', `/v1/bookings/${id}`, { as: app.admin })).body),
    )
    const assigned = now.flatMap(({ driver }) => (driver ? [driver.id] : []))
    expect(assigned.toSorted()).toEqual(drivers.map(({ id }) => id).toSorted())
    expect(faults.filter((fault) => !fault.includes('status of 409'))).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'filters live in the address, hold after a reload, and the table of a file has just the rows that fit',
  async () => {
    const id = await book()
    const other = await book()
    await cancel(other)
    const { page, faults, close } = await openAt(
      `/bookings?status=searching&vehicleClass=van&q=${id.slice(-8)}`,
    )
    await rowOf(page, id).waitFor()
    expect(await page.locator('[data-row]').count()).toBe(1)
    const status = page.getByRole('combobox', { name: 'Status' })
    expect(await status.inputValue()).toBe('searching')
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'CSV').click()])
    expect(download.suggestedFilename()).toBe('bookings.csv')
    const table = parse(await Bun.file(await download.path()).text(), { columns: true })
    expect(table).toEqual([expect.objectContaining({ id, state: 'searching', pickup: '1 Mill Road' })])
    await status.selectOption('cancelled')
    await page.getByText('No booking fits these filters').waitFor()
    await page.goBack()
    await rowOf(page, id).waitFor()
    const until = page.getByRole('textbox', { name: 'To', exact: true })
    await until.fill('2001-01-01')
    await page.getByText('No booking fits these filters').waitFor()
    expect(new URL(page.url()).searchParams.get('to')).toBe('2001-01-01')
    await page.reload()
    await page.getByText('No booking fits these filters').waitFor()
    expect(await until.inputValue()).toBe('2001-01-01')
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'drivers are approved and suspended together, sorted by name, and lead to a page of each; an operator only looks',
  async () => {
    const first = await app.signUp('driver')
    const second = await app.signUp('driver')
    const { page, faults, close } = await openAt('/drivers?approval=pending')
    for (const { id } of [first, second]) await select(page, id)
    await button(page, 'Approve').click()
    await page.getByText('2 of 2 done').waitFor()
    for (const { id } of [first, second]) await rowOf(page, id).locator('[data-state="approved"]').waitFor()
    await select(page, first.id)
    await button(page, 'Suspend…').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Unsafe driving').check()
    await button(dialog, 'Suspend the driver').click()
    await rowOf(page, first.id).locator('[data-state="suspended"]').waitFor()
    const { body } = await app.request('GET', `/v1/admin/drivers/${first.id}`, { as: app.admin })
    expect(body).toMatchObject({ approval: 'suspended', approvalReason: 'Unsafe driving' })
    await page.goto(`${served.origin}/drivers`)
    await button(page, 'Driver').click()
    await page
      .getByRole('columnheader', { name: 'Driver', exact: true })
      .and(page.locator('[aria-sort]'))
      .waitFor()
    expect(new URL(page.url()).searchParams.get('sort')).toBe('name')
    await rowOf(page, first.id).waitFor()
    const names = await page.locator('[data-row] .row-link').allTextContents()
    expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)))
    await rowOf(page, first.id).locator('.row-link').click()
    await page.waitForURL(`${served.origin}/drivers/${first.id}`)
    expect(faults).toEqual([])
    await close()

    const operator = await openAt('/drivers', 'operator')
    await rowOf(operator.page, first.id).waitFor()
    expect(await operator.page.getByRole('checkbox').count()).toBe(0)
    expect(operator.faults).toEqual([])
    await operator.close()
  },
  TEST_MS,
)

test(
  'vehicles go into maintenance together, but for one that somebody changed meanwhile; then they are given to drivers and retired',
  async () => {
    const make = async (plate: string) => {
      const body = { vehicleClass: 'van', make: 'Tata', model: 'Ace', year: 2024, plate, capacityKg: 750 }
      const made = await app.request('POST', '/v1/admin/vehicles', {
        as: app.admin,
        body: { ...body, capacityM3: 4 },
      })
      return made.body.id as string
    }
    const driver = await app.signUp('driver')
    const [one, two] = [await make('KA 01 ONE'), await make('KA 02 TWO')]
    const { page, faults, forgive, close } = await openAt('/vehicles?q=KA%200')
    for (const id of [one, two]) await select(page, id)
    await app.request('PATCH', `/v1/admin/vehicles/${two}`, {
      as: app.admin,
      body: { version: 1, model: 'Ace Gold' },
    })
    await button(page, 'Into maintenance').click()
    await page.getByText('1 of 2 done, 1 refused').waitFor()
    forgive(409)
    await rowOf(page, one).locator('[data-state="maintenance"]').waitFor()
    await rowOf(page, two).getByText('Tata Ace Gold').waitFor()
    // What is shown by now is what the second try is based on.
    await button(page, 'Into maintenance').click()
    await page.getByText('1 of 1 done').waitFor()
    await rowOf(page, two).locator('[data-state="maintenance"]').waitFor()

    await select(page, one)
    await button(page, 'Assign…').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('KA 01 ONE').selectOption(driver.id)
    expect(await findViolations(page, 'assign vehicles')).toEqual([])
    await button(dialog, 'Assign').click()
    await rowOf(page, one)
      .getByRole('link', { name: driver.id.slice(-8) })
      .waitFor()

    await select(page, two)
    await button(page, 'Retire…').click()
    await button(dialog, 'Retire for good').click()
    await rowOf(page, two).locator('[data-state="retired"]').waitFor()
    await rowOf(page, two).locator('.row-link').click()
    await page.waitForURL(`${served.origin}/vehicles/${two}`)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'the keyboard goes from row to row, selects a range, cancels it and opens a booking, and is never lost',
  async () => {
    const ids = [await book(), await book(), await book(), await book()].reverse()
    const { page, faults, close } = await openAt('/bookings', 'operator')
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
    const { page, faults, close } = await openAt('/bookings')
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
    const { page, faults, close } = await openAt('/bookings', 'operator', PHONE)
    await select(page, id)
    await page.getByText('1 booking selected').waitFor()
    expect(await fitsScreen(page)).toBeTrue()
    const card = await rowOf(page, id).boundingBox()
    expect(card?.height).toBeGreaterThan(80)
    expect(card?.width).toBeLessThanOrEqual(PHONE.viewport.width)
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
    const { page, faults, close } = await openAt('/bookings')
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
