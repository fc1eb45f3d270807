import { afterAll, beforeAll, expect, test } from 'bun:test'
import { findViolations } from './find-violations.ts'
import { button } from './open-dashboard.ts'
import { type ServedDashboard, serveDashboard, TEST_MS } from './serve-dashboard.ts'
import { rowOf, select } from './table-rows.ts'

let served: ServedDashboard
let app: ServedDashboard['app']
beforeAll(async () => {
  served = await serveDashboard()
  app = served.app
}, TEST_MS)
afterAll(() => served.stop(), TEST_MS)

test(
  'drivers are approved and suspended together, sorted by name, and lead to a page of each; an operator only looks',
  async () => {
    const first = await app.signUp('driver')
    const second = await app.signUp('driver')
    const { page, faults, close } = await served.openAt('/drivers?approval=pending')
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
    await page.locator('.table-card[aria-busy="false"]').waitFor()
    const names = await page.locator('[data-row] .row-link').allTextContents()
    expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)))
    await rowOf(page, first.id).locator('.row-link').click()
    await page.waitForURL(`${served.origin}/drivers/${first.id}`)
    expect(faults).toEqual([])
    await close()

    const operator = await served.openAt('/drivers', 'operator')
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
    const { page, faults, forgive, close } = await served.openAt('/vehicles?q=KA%200')
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
