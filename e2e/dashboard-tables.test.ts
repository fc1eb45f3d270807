import { afterAll, beforeAll, expect, test } from 'bun:test'
import { parse } from 'csv-parse/sync'
import { findViolations } from './find-violations.ts'
import { button } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'
import { asCustomer, rowOf, select } from './table-rows.ts'

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
  'many bookings are cancelled at once: the one that the server refuses says why and stays selected, and rows show what is',
  async () => {
    const ids = [await book(), await book(), await book()]
    const { page, faults, forgive, close } = await served.openAt('/bookings', 'operator')
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
    const { page, faults, close } = await served.openAt('/bookings?status=searching', 'operator')
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
    const { page, faults, close } = await served.openAt(
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
