import { afterAll, beforeAll, expect, test } from 'bun:test'
import { button, fitsScreen, NARROW } from './open-dashboard.ts'
import { TEST_MS } from './serve-dashboard.ts'
import { reason, type ServedFleet, serveFleet, state } from './serve-fleet.ts'

let fleet: ServedFleet
beforeAll(async () => {
  fleet = await serveFleet()
}, TEST_MS)
afterAll(() => fleet.stop(), TEST_MS)

test(
  'a driver is suspended with a reason, after it was said what goes back to the search, and reinstated',
  async () => {
    const driver = await fleet.newDriver()
    const customer = await fleet.app.signUp('customer')
    const bookingId = (await fleet.app.book(customer.token, await fleet.app.quote(customer.token))).body
      .id as string
    await fleet.ask('POST', `/v1/bookings/${bookingId}/assign`, { driverId: driver.id })
    const { page, faults, close } = await fleet.openAt(`/drivers/${driver.id}`)
    const dialog = page.getByRole('dialog')
    await reason(page, 'driver_busy').waitFor()
    await button(page, 'Suspend').click()
    await dialog.locator('[data-hands-back]').getByText(bookingId.slice(-8)).waitFor()
    await button(dialog, 'Suspend').click()
    await dialog.getByText('Fill this in').waitFor()
    await dialog.getByLabel('Reason').fill('Complaints')
    await button(dialog, 'Suspend').click()
    await state(page, 'suspended').waitFor()
    await page.locator('.page-head').getByText('Complaints').waitFor()
    await reason(page, 'driver_not_approved').waitFor()
    expect((await fleet.ask('GET', `/v1/bookings/${bookingId}`)).state).toBe('searching')

    await button(page, 'Reinstate').click()
    await button(dialog, 'Reinstate').click()
    await state(page, 'approved').waitFor()
    await button(page, 'Invite').click()
    await button(dialog, 'Make an invitation').click()
    const token = await dialog.getByLabel('Invitation').inputValue()
    const body = { token, password: 'another long password' }
    expect((await fleet.app.request('POST', '/v1/auth/set-password', { body })).status).toBe(204)
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'a vehicle goes from one driver to nobody and to another, and both histories say so',
  async () => {
    const [from, to] = [await fleet.newDriver(), await fleet.app.signUp('driver')]
    const { vehicleId } = await fleet.ask('GET', `/v1/admin/drivers/${from.id}`)
    const { name } = await fleet.ask('GET', `/v1/drivers/${to.id}`)
    const { page, faults, close } = await fleet.openAt(`/vehicles/${vehicleId}`)
    const dialog = page.getByRole('dialog')
    await button(page, 'Unassign').click()
    await button(dialog, 'Unassign').click()
    await reason(page, 'vehicle_unassigned').waitFor()
    await button(page, 'Assign').click()
    await dialog.getByLabel('Search').fill(name)
    await dialog.getByRole('radio', { name: new RegExp(`^${name} `) }).check()
    await button(dialog, 'Assign').click()
    await dialog.waitFor({ state: 'detached' })
    const history = page.getByRole('region', { name: 'Driver' }).locator('.record-list > li')
    await history.nth(1).waitFor()
    expect(await history.first().textContent()).toContain(name)
    await page.goto(`${fleet.origin}/drivers/${to.id}`)
    await page.getByText('since').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)

test(
  'an operator sees a driver without the forms of admins, and neither vehicles nor imports',
  async () => {
    const driver = await fleet.newDriver()
    const { page, faults, requests, close } = await fleet.openAt(`/drivers/${driver.id}`, 'operator', NARROW)
    await page.getByText('Gets offers now').waitFor()
    await page.getByRole('region', { name: 'Reliability' }).getByText('Matching expects').waitFor()
    await page.getByText('Nobody has rated them yet').waitFor()
    expect(await page.locator('.page').getByRole('button').allTextContents()).toEqual(['Statement as CSV'])
    expect(await page.getByRole('region', { name: 'Documents' }).count()).toBe(0)
    expect(requests.filter((request) => request.includes('/v1/admin/'))).toEqual([])
    expect(await fitsScreen(page)).toBeTrue()
    const statement = page.waitForEvent('download')
    await button(page, 'Statement as CSV').click()
    expect((await statement).suggestedFilename()).toMatch(/^statement-.+\.csv$/)
    await page.goto(`${fleet.origin}/drivers/import`)
    await page.getByText('Tables are taken by administrators.').waitFor()
    await page.goto(`${fleet.origin}/vehicles/${driver.id}`)
    await page.getByText('This page is for administrators.').waitFor()
    expect(faults).toEqual([])
    await close()
  },
  TEST_MS,
)
